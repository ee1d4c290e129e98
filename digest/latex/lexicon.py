"""What words of research abstracts begin with: stems, to tell a word cut at a line's end from a compound.

Counted over arXiv's metadata (CC0): every stem of at least 31 abstracts.
"""

from __future__ import annotations

_STEMS = """
abandon abbrevi abdomin abduct abili ablat abnorm abnormal about above abrupt absenc absent absolut
absorb absorpt abstain abstent abstract abund abuse academ academia acceler accent accept acces access
accessor accid accident accommod accompani accompany accomplish accord according account accumul accur
accurac accurate achiev achieve acknowledg acoust acquir acquisit acros acting action activ active actor
actual actuat acute acycl adapt adaptiv added adding addit addition addres address adept adequ adequac
adequate adher adjac adjacenc adjudic adjust administr admiss admit admitt adopt adult advanc advance
advantag advantageou advent advers adversar adversari adverse advert advertise advic advis advoc aerial
aerospac aesthet aesthetic affect affili affin affirm afford aforemention after again against agenc
agenda agent agglutin aggreg aggress agile aging agnost agree agricultur ahead aided aiding aimed aiming
airborn aircraft alarm albedo albeit aleator alert algebra algorithm alias align alike allevi alloc allow
almost alone along alongsid alpha alphabet alread alter altern alternativ although altitud altogeth alway
ambient ambigu ambiguou amenabl amodal among amort amount amplif amplifi amplific amplify amplitud analog
analogou analogu analys analysi analyst analyt analytic analyz anatom anchor ancient aneurysm anger
angiograph angle angular animal animat anime anisotrop anneal annot annual anoma anomal anomalou anonym
anonymou anoth answer antenna anthropomorph anticip anticipator anxie anyth apart apertur appar appeal
appear append apple appli applic apply apprais appreci approach appropri appropriate approv approx
approxim approximate aquat arbitr arbitrar arbitrari archaeolog archetyp architect architectur archiv
areas arena argue argued arguing argum argument arise arising arithmet around arous arrang arrange array
arriv artefact arter articl articul articulator artifact artifici artist artwork ascent asked asking
aspect aspir assemb assembl assert asses assess asset assign assimil assist assistant associ assum
assumpt assur astronom asymmetr asymptot asynchronou asynchronous athlet atlas atmospher atomic atoms
attach attack attain attempt attend attent attention attenu attest attitud attract attribut atypic
auction audienc audio audiovisu audit auditor augment authent authentic author authorit authorship
autoencod autoformal autom automat automata automot autonom autonomou autonomous autoregress auxiliar
avail avatar avenu averag aviat avoid aware axial axiom axiomat backbon backdo backed backend background
backpropag backtest backtrack backward balanc bandit bands bandwidth banking banks barel barri based
baselin bases basic basin basis batch batter beamform bearing beating beats becam becaus becom befor
begin beginn begun behalf behav behavi behavior behaviour behind being belief believ belong below
benchmark benefici benefit benign besid bespok better between beyond biase biased biasing bicycl bidding
bidirection bifurc bilater bilevel bilinear bilingu billion bimanu bimod binar binding binds biodivers
biograph biolog biomark biomechan biomechanic biomed biomedicin biometr biometric biophys biops bipartit
birds bitrat bitstream black blank bleed blend blind block blockchain blocklength blood blueprint blurr
board bodie bolst bonus books boost bootstrap bootstrapp border borderlin borrow bottleneck bottom bound
boundar boxes brain branch brand breadth break breakdown breakthrough breast breed brevi bridg brief
bright bring brittl brittle broad broadcast broaden broken brought brows bucket budget buffer build built
bundl burden burst busines buyer bypas bypass byproduct cache cached caching calcul calculu calendar
calibr called calling calls camera camouflag campaign cancell cancer candid cannot canon canonical canop
canva capabil capabl capac capit capital capsul caption captur carbon carcinoma cardiac cardinal
cardiovascular cards career careful caregiv carri carry cartoon cascad cases casting casts casual catalog
catalogu catalyst catalyz catastroph catch categor causal cause caused causing caution cautiou cavit
ceiling celebr cells cellular center centerlin centr central centroid centur certain certif certifi
certific chain challeng chanc chang channel chaot chapt charact character characterist characteristic
charg chart chatbot cheap check checklist checkpoint chemic chemistr chess chest child children choic
choos chosen chromat chron chronolog chunk cinemat circl circuit circul circular circumst circumv
circumvent citat cited citie citizen civil claim clari clarif clarific clarify class classif classifi
classific classify classroom claus clean clear clearest click client cliff climat clinic clinician clipp
clips cloning close closed closer closest closing closur cloth cloud clues clust cluster clutt clutter
coach coalit coars coarse coast codebas codebook codec coded coder codes codeword coding coeffici
coefficient coexist cognit coher cohes cohort coincid collabor collaps collater collect collis collus
colon colonoscop color colorect colour column combat combin combinatori comes comfort coming command
comment commentar commerci commit committ committe commod common commonal commonsens commun communic
commut compact compan compar comparison compat compel compell compens compet competenc competit
competitive compil compl complaint comple complement complementar complet complete complex compli complic
compon component compos composit composition compositional compound compr comprehend comprehens
comprehensive compres compress comprom comput computation concaten concav conce conceal concentr concept
conceptu conceptual concern concis concise conclud conclus concord concret concrete concurr condens
condit condition conduct confer confid confidential configur confin confirm confl conflict conform
confound confront confus congest congru conjectur conjug conjunct connect connectiv conscious consecut
consensu consent consequ consequenti conserv consid consider consist consistenc consolid const constant
constell constitu constitut constrain constraint construct consult consum consumpt contact contactles
contain contamin contemporar contend content contest context contextu contextual contiguou continent
conting continu continuou continuous continuum contour contract contradict contradictor contrar contrast
contribut control controll controversi conve conveni convent convention converg convers conversation
converse convert convex convey convinc convolut convolution cooking cooper coordin copie copying
copyright corefer cores corner cornerston coron coronar corpor corpora corpu correct correl correspond
corrobor corrupt cortex cortic cosin costl costs could counsel count counteract counterexampl
counterfactu counterfactual counterintuit countermeasur counterpart countr coupl cours court covari cover
coverag covert crack craft crash crawl creat creativ credibil credibl credit crime crimin crise crisi
criter criteria critic critiqu cropp crops cross crossov crowd crowdsourc crown cruci cryptograph cubic
culmin cultiv cultur cumbersom cumul curat curios current curricula curriculum curse curvatur curve
curved custom customiz cutoff cutting cyber cybersecur cycle cyclic cyclist daily damag dance danger
dangerou dashboard dashcam databas dataset dates daytim deactiv dealing deals death debat debias deblurr
debri debugg decad decay deceiv decentral decept decid decis declar declin decod decompos decomposit
decompress deconstruct decorrel decoupl decreas dedic deduc deduct deduplic deemed deepen deeper deepfak
deepl default defeat defect defenc defend defens defer deferr deficienc deficit defin definit deflect
defocu deform degener degrad degre dehaz delay deleg delet deliber deliberate delic delimit deline deliv
deliver delta delve demand dementia democrat demograph demographic demonstr demos denois denot dense
denser densi densific dental dentistr depart depend dependenc depict deplo deploy deposit depress depth
depthw derain deriv derivativ dermatolog dermoscop descent describ descript desiderata design desir
desktop despit destabil destin destroy destruct detach detail detect deterior determin determinant
determinist detoxific detriment develop development deviat devic devis devot dexterou diabet diachron
diagnos diagnosi diagnost diagnostic diagon diagram dialect dialog dialogu diamet dichotom dictat
dictionar dietar differ differenti difficul difficult diffus digit dilat dilemma dilut dimens dimension
dimensional diminish direct direction directiv disabil disabl disadvantag disaggreg disagre disagree
disambigu disappear disast discard discern discharg disciplin disclos disclosur disconnect discontinu
discontinuou discount discourag discours discov discover discrepanc discret discrimin discus discuss
diseas disentangl disentangle disfluenc disgu disinform disjoint disjunct disord dispar dispatch dispers
displa displace display disposit disproportion disproportionate disput disregard disrupt dissect dissemin
dissimilar dissip dissoci distanc distant distill distinct distinctive distinguish distort distract
distres distribut distribution disturb diverg divers diversif diversifi diversific divid divis doctor
docum document doesn doing dollar domain domest domin doubl doubt downlink download downsampl downscal
downstream dozen draft dramat drast drawback drawing drawn draws drift drive driven driver driving drone
dropout dropp drops drugs duali dubbed duplic durabl durat during dyadic dynam dynamic earli earliest
early earning earth easier easil eavesdropp echet echocardiograph ecolog econom economic ecosystem edges
editabil editabl edited editing edition editor editori edits educat education effect effective efficac
effici efficienc effort effortless egocentr eigenvalu eigenvect eight either elabor elast elastic elder
elect electr electric electroencephalograph electromagnet electron elegant element elementar elevat
eleven elicit eligibil elimin elite elsewher elucid elusiv email embed embedd embod embodi embrac emerg
emergenc emiss emits emitt emoji emotion empath empathet emphas emphasi empir emplo employ empow empower
empty emulat enabl enact encapsul encod encompas encompass encount encounter encourag encrypt endanger
endeav endogenou endoscop endow endpoint energ enforc enforce engag engage engin engine engineer enhanc
enhance enjoy enlarg enormou enough enrich enroll ensembl ensur entail entangl entangle enter enterpr
entertain entir entire entit entri entrop entry enumer envelop environ environment envis envision eosin
epidemiolog epipolar episod epistem epistemolog epoch equal equat equilibria equilibrium equip equipp
equit equival equivari erase erased erasing erasur erode erosion erroneou error escal escap especi essay
essenc essenti establish estim ethic ethnic evade evalu evasion evenl event eventu every everyda everyth
evict evidenc evident evidenti evoke evolut evolutionar evolv exacerb exact exagger examin exampl exams
exceed excel excell except exception excerpt exces excess exchang excit exclud exclus execut exemplar
exemplif exemplifi exerc exert exhaust exhibit exist exocentr exogenou expand expans expect expedit
expens experi experienc experienti experiment expert explain explan explanator explicit exploit explor
explorator explos expon exponent exponenti export expos exposur expres express expressiv expressive
extend extens extent extern external extra extract extraneou extrapol extrem extreme extrins fabric facad
faced faces facet facial facil facilit facing facto factor factori facts factu factual fading failed
failing fails failur fairer fairl fairnes faithful fallac fallback falling falls false falsifi falter
famil familiar farmer farming fashion faster fastest fatal fatigu fault favor favour feasibil feasibl
featur feder feedback feedforward feeding feeds feeling femal fertil fetal fetch fewer fiber fiction
fidel field fifteen figur files filing filled filling fills filmmak films filter final financ financi
finding finds finel finer finetun finger fingerprint finish finit fires first fishey fitnes fitted
fitting fixat fixed fixes fixing flagg flags flagship flare flatten flawed flaws fleet flexib flexibil
flexibl flicker flight flipp flips float flood floor flowchart flower flows fluctu fluenc fluent fluid
fluoresc focal focus folding folds follow fonts footag footprint force forced forcing forecast foreground
foreign forens forensic foresight forest forged forger forget forgett forgotten formal formalism format
formatt formed former formid forming forms formul formula forum forward foster found foundation fourteen
fourth foveat fract fraction fractur fragil fragm fragment frame framed framework framing fraud freedom
freel freez frequ frequenc fresh frict friend front fronti frozen fruit fueled fulfill fully funct
function functional fundament fundu furnitur furth furthermor fused fuses fusing fusion futur fuzzy
gained gaining gains galler gamepla games gaming gamma garment garner gastrointestin gated gates gather
gating gauge gaussian gender gener general generalis generalist generaliz genes genet genom genre genuin
genuine geodes geograph geoloc geolog geometr geopolit geospati gestur getting ghost gigapixel github
given gives giving glass glaucoma glioma global gloss glyph goals going golden goods googl govern
graceful grade graded grader gradi gradient grading gradu grain grammar grammat grant granular graph
graphic grasp gravi grayscal great greatest greed green greenhous grids ground groundbreak grounded
groundwork group growing grown grows growth guarante guarantee guard guardrail guess guidanc guide guided
guidelin guiding habit habitat hacking hairstyl hallmark hallucin halve hamper handcraft handful handheld
handl handoff hands handwrit handwritten happen harden harder hardest hardl hardnes hardwar harmful
harming harmles harmless harmon harmonic harmoniou harms harnes harness harsh harvest hashing hateful
having hazard hazardou header heading headlin headroom heads headset health healthcar hearing heart
heatmap heavi heavy hedging height heighten helped helpful helping helps hematoxylin hence heritag
heterogene heterogeneou heurist heuristic hidden hides hiding hierarch higher highest highl highlight
highwa hijack hinder hindsight hinge hints hiring histogram histolog histopatholog histor holding holds
holes holist holograph homepag homogen homogene homogeneou homograph homolog hones honest horizon
horizont hospit hospital hosted hotspot hours house household howev https huggingfac human humanitarian
humanoid humor hundr hundred hurdl hurts hybrid hyperbol hyperedg hypergraph hypernetwork hyperparamet
hyperspectr hyperspher hypothes hypothesi hypothet ideal ideas ideat ident identif identifi identific
identify ideolog idiom idiomat idiosyncrat ignor illeg illumin illus illustr image imager imagin imaging
imbal imbalanc imitat immedi immediate immens immers immun immut impact impactful impair imped imper
impercept imperfect imperson implant implaus imple implement impli implic implicit imply import impos
imposs impract imprec impress improv improve imput inabil inaccess inaccur inaccurac inact inadequ
inadequac inadequate inadvert inappropri incap incent incentiv incept incid incident includ inclus
inclusiv incoher incom incompat incomplet incomplete incongru inconsist inconsistenc incorpor incorrect
incre increas increasing increment incur incurr indeed independ index indic indirect indiscrimin
indiscriminate indispens indistinguish individu individual indivis indoor induc induct industr industri
ineffect ineffici inefficienc inequ inequal inerti inertia inevit inexpens infant infeas infect infer
inferenti inferi inferr infill infinit inflat inflect inflex influ influenc influenti inform informatic
information informative infrar infrastructur infrequ infringe infus ingest ingredi ingredient inher
inherit inhibit initi initial initiativ inject injur inlier innat inner innov inpaint input inquir insect
insensit insert insid insight insightful inspect inspir instabil install instanc instant instantaneou
instanti instead instill institut institution instru instruct instruction instrument insuffici
insufficienc insur intact integ integr intellectu intellig intend intens intensif intensifi intent
intention inter interact interaction interactiv intercept interchange interconnect interdepend
interdependenc interdisciplinar interest interfac interfer interi interleav interlocut intermedi
intermediar intermitt intern internal internation internet interoper interperson interpla interpol
interpret interrel interrog interrupt intersect intersection intertwin interv interval interven intervent
intervention interview intract intraoper intric intricac intrigu intrins intrinsic introduc introduct
introspect intrus intuit invalid invalu invari invariant invas invent inventor invers inverse invert
invest investig invis invit invoc invok involv involve irradi irreduc irregular irrelev irrespect
irrevers island isolat isometr isotrop issue items iterat itself jailbreak jargon jitter joint journal
journalism journalist judge judged judging judgm judgment judici jumps jurisdict justic justif justifi
justific kappa keeping keeps kernel keyfram keypoint keyword kidne kinds kinemat kinematic kinet knowing
knowledg known knows label labell labor laborator laboriou lacked lacking lacks lagged landing landmark
landscap lanes languag laparoscop laptop large larger largest laser latenc latent later latest latter
lattic launch layer laying layout leader leaderboard leading leads leakag leaks learn learnt least leave
leaving lectur legac legal legisl legitim lemma length lense lesion lesson letter letting level lever
leverag lexic lexicograph lexicon liabil librar licens lidar lifecycl lifelik lifelong lifestyl lifted
lifting lifts light lightweight likel likelihood limit lineag linear lines linguist linguistic linkag
linked linking links liquid listen listing lists listw liter literac literar literatur littl liver lives
livestock living loading loads local locat locked locomot logarithm logging logic logist logistic logit
longer longest longitudin longstand lookahead looking looks lookup loops loose loses losing losse lossles
lossy lower lowest lumin lunar machin machiner macro macroscop magnet magnific magnitud mainl mainstream
maintain mainten major maker makes making maliciou malign malignanc mammogram mammograph manag manage
mandat mandator maneuv manifest manifold manipul manner manual manufactur manuscript mapped mapping
margin marginal marin maritim marked marker market marketplac marking marks masked masking masks massiv
massive master match materi material mathemat mathematic matric matrix matter matur maxim maximum meaning
meaningful meaningles means meanwhil measur measure mechan mechanic mechanism mechanist media median
mediat medic medicin medium meeting meets member membership membran memes memor memoryles mental mention
merel merge merged merging merit meshe messag metabol metacognit metadata metaheurist metal metall metaph
metaphor meteorolog meter method methodolog meticulou meticulous metric micro microenviron microscop
microsecond microsoft microstructur middl might migrat mileston militar million millisecond mimic mimick
mined mines minim minima minimalist minimax minimum mining minor minut mirror misalign miscalibr
misclassif misclassifi misclassific misconcept misguid misinform misinterpret misjudg mislabel mislead
mismatch misrepres misrepresent misse missed missing mission mistak mistaken misunderstand misus mitig
mixed mixer mixes mixing mixtur mobil modal model modell moder moderate modern modes modest modif modifi
modific modify modul modular molecul molecular moment momentum monetar monit monitor monocular monolingu
monolith monoton monotonic month moral moreov morph morphem morpholog morphometr morphosyntact mortal
mosaic mostl motif motion motiv motivation motor mount mouse mouth movabl moved movem movement moves
movie moving multi multiclas multicultur multidimension multidisciplinar multifacet multilay multilevel
multilingu multimedia multimod multimodal multipath multipl multiplex multipli multiplic multiscal
multispectr multitask multitud multivari multiview muscl musculoskelet music mutat mutual myocardi myopic
naive named namel names naming narrat narrativ narrow nascent nation national nativ native natur natural
naturalist navig navigation nearb nearest nearl necess necessar necessari necessit needed needing needl
needs negat negativ neglect neglig negoti neighb neighbor neighborhood neighbour neith nerve nested
network neural neurodegener neuroimag neurolog neuromorph neuron neurosci neurosymbol neutr neutral never
nevertheles newer newly newspap niche night nighttim nodes nodul noise noisy nomin nonconvex noninvas
nonlinear nonsens nontrivi normal normat norms notab notabl notat notebook noted notes nothing notic
notice noting notion notorious nouns novel novic nowaday nuanc nuclear nuclei nuisanc number numer
numerou nutrit nutrition obfusc object objectiv oblig obliqu obscur observ observation obstacl obstruct
obtain obviat obviou occasion occlud occlus occup occupanc occupation occupi occur occurr ocean ocular
odometr offens offer offic offici offlin offload offset often older omiss omitt omnidirection onboard
oncolog ongoing onlin onset ontolog opaci opaqu opened opening openl opennes opens operat operation
operational ophthalm ophthalmolog opinion oppon opponent opportun oppos opposit optic optim optima
optimal optimist optimiz optimum option oracl orbit orchestr order ordin ordinar organ organism
organization orient origin original orthogon orthogonal orthograph oscill other otherw outag outcom
outdat outdo outer outlet outli outlin outpac outpaint outperform output outputt outsid outstand outweigh
overall overarch overcom overconfid overemphas overestim overfit overfitt overflow overhead overl overlap
overlapp overlay overload overlook overreli overrid oversampl overshadow oversight oversimplif
oversimplifi overst overt overthink overview overwhelm overwhelming overwrit owing owner ownership packag
packed packet packing padding pages paint paired pairing pairs pairw palett panchromat pandem panel
panopt panoram panorama paper paradigm paradox paragraph paralinguist parallax parallel parallelism
paralleliz paramet parameter parametr paramount paraphras parent parit parliamentar parse parsed parser
parsing parti particip participant participator particl particular partit partition partl partn parts
party passag passe passed passeng passing passiv passive patch patent patholog pathologist paths pathwa
pathway patient pattern pause paves paving paying payload payment payoff peaking peaks pedagog pedestrian
pediatr peers penal penetr peopl perce perceiv percent percentag percentil percept perceptron perceptu
perfect perform period periodic peripher perman perme permiss permit permitt permut perpetu perplex
persist person persona personal personnel perspect perspectiv persuad persuas pertain pertin perturb
pervas phantom pharmacolog phase phenomena phenomenolog phenomenon phenotyp philosoph phone phonem phonet
phonolog photo photogrammetr photograph photometr photon photoplethysmograph photorealism photorealist
phras physic physician physiolog pictur piece piecew pillar pilot pinhol pinpoint pione pioneer pipelin
pitch pitfall pivot pixel place placed placehold placing plagu plain planar plane planetar plann plans
plant plast plastic plate plateau platform plaus played player playing plays pleas plots plugg plugin
plural pluralism pluralist poems poetic poetr point pointmap pointw poison polar polic policymak polish
polit politic pollut polygon polynomi polynomial polyp pooled pooling pools poorl popul popular portabil
portabl portal portfolio portion portrait posed poses posing posit position positiv posses possess possib
possibil possibl poster posteri postprocess posts postur potent potenti potential power powerful pract
practic practical practition pragmat pragmatic preced precedent precipit precis precise preclud precod
precomput precondit precondition precurs predecess predefin predetermin predic predict predomin preempt
prefer preferenti preferr prefill prefix preliminar prematur premature premis prenat preoper prepar
prepend preprocess prerequisit prescrib prescript presenc present preserv preset press pressur presum
pretext pretrain prevail preval prevent preview previou previous price pricing primar primari prime
priming primit primitiv princip principl print prior priori priorit pristin privac privat privileg proact
probabil probabilist probabl probe probing problem problemat proce procedur proceed proces process
procure produc product productiv profess profession professional profici proficienc profil profit
profound prognosi prognost program programm programmat progres progress prohibit project prolifer prolong
promin promis promot prompt prone pronoun pronounc pronunci proof propag propell propens proper proport
proportion propos proposal proposit proposition proprietar prose prosod prospect prost protect protein
protocol prototyp provab provabl prove proved proven prover provid proving provis proxi proxim proxy
prune pruned pruning pseudo psychiatr psycholinguist psycholog psychometr public publish pulmonar pulse
punctu purchas purel purifi purific purit purpos pursu pursuit pushe pushed pushing puzzl pyramid quadrat
quali qualifi qualific qualit quant quantif quantifi quantific quantify quantil quantit quantiz quantum
quart quatern queri query quest question questionnair queue quick quite racial radar radial radianc
radiat radic radio radiograph radiolog radiologist radiometr radiomic radiotherap radiu rainy raise
raised raising random range ranged ranging ranked ranking ranks rapid rarel rarit raster rated rater
rates rather rating ratio ration rational reach react reactiv readabil readabl reader readi reading
readout reads ready reali realign realis realism realist realiz realloc realm reappear rearrange reason
recalibr recall recast receiv recenc recent recept recip reciproc recogn recognit recogniz recombin
recommend recomput reconceptual reconcil reconcili reconfigur reconstruct record recov recover recre
recruit rectif rectifi rectific recur recurr recurs recycl redact redefin redesign redirect redistribut
reduc reduct redund redundanc reenact refer referenc referenti referr refin refine reflect reflex
reformul refract refram refresh refus refusal refut regard regardles regener regim region regist register
registr regres regress regret regul regular regulariz regulator rehabilit reimagin reinforc reinforce
reinterpret reintroduc reject relabel relat relation relationship relax relay releas relev reliab
reliabil reliabl relianc reliant relie relied reliev relig relight religiou reloc relying remain remark
remed remedi rememb remot remov renal render renew renown reorder reorgan repair reparameter repeat
repeated repetit rephras repla replac replace replann replay repli replic reply report repositor repres
represent representation representativ representative reproduc reproduct reproject repuls repurpos reput
request requir require rerank resampl rescal rescu research resect resembl reserv reservoir reset reshap
resid residenti residu residual resili resist resiz resolut resolv reson resort resourc respect
respirator respond respondent respons responsibil responsive restart restor restrict restructur rests
result resum retail retain retarget retent rethink retin retinopath retrain retriev retrieval retrospect
retry return reusabil reusabl reuse reused reusing reveal revenu revers revert review revis revisit
revolution reward reweight rewrit rewritten rhetor rhythm richer richl richnes ridge rigging right rigid
rigor rigorou rigorous rises rising risking risks risky rival roadmap roads roadsid robot robotic robust
roles rollback rolling rollout rooms rooted rotar rotat rotation rough round route routed router routin
routine routing rubric rules ruling runnabl running runtim rural sacrific safeguard safel safer safet
sagitt sales salienc salient sampl sandbox sanit sarcasm satellit satisf satisfact satisfactor satisfi
satisfy satur saves saving scaffold scalabil scalabl scalar scale scaled scaling scann scans scarc scatt
scatter scenario scene schedul schem schema scholar school scienc scientif scientist scope scoped scoping
score scored scorer scoring scrap scratch screen screenshot scribbl script scrutin seamles seamless
search season second secondar secrec secret section sector secur seeds seeing seeking seeks seeming seems
segment segreg seldom select selectiv seller semant semantic semiconduct sending senior sense sensing
sensit sensitiv sensor sentenc senti separ separate sequenc sequenti serial serie seriou serious serve
served server servic serving session setting settl settle setup seven sever severe sexual shading shadow
shallow shape shaped shaping shard share shared sharing sharp sharpen shear shedd sheds sheer sheet shell
shield shift ships shock shoot shopp short shortag shortcom shortcut shorten shortest shortlist shots
should showcas showed showing shown shows shrink shuffl sides sigmoid signal signatur signed signer
signific signs silenc silent silhouett silicon similar simpl simplest simplex simplic simplif simplifi
simplific simplify simplist simul simultaneou simultaneous since singl singular sinks sinusoid sites
situat situation sixteen sized sizes skelet skeleton sketch skewed skill skinn skipp skull slang sleep
slice slicing slide sliding slight slope slots slower slowing slowl small smallest smart smartphon smoke
smooth snapshot snippet soccer social socie societ socioeconom sociolinguist sociolog sociotechn softl
softmax softwar solar solel solid solut solvabil solvabl solve solved solver solving someth sometim
somewhat sophistic sorting sought sound sourc sovereign space spacecraft spacing spann spans spark spars
sparse sparsific spati spatiotempor speak speci special specialist specif specifi specific specify
specimen speckl spectr spectra spectrum specul specular speech speed speedup spell spend spent spher
spike spiking spinal spine splat splatt splin split splitt spoken spontaneou spontaneous spoof sport
spots spott spread spreadsheet spuriou spurr squar stabil stabl stack staff stage staged staging stagn
stain stake stakehold stale stall stanc stand standalon standard standpoint stark start state stated
stateful stateles static station stationar statist statistic statu statut statutor stays stead steadi
stealth stealthi steep steer steganograph stemm stems steps stepw stereo stereotyp stick stiff still
stimul stimuli stimulu stitch stochast stochastic stock stone stopp stops storag store stored stori
storing story storylin storytell straight straightforward strain strand strateg stratifi stratific streak
stream streamlin street strength strengthen stres stress stretch strict strid strik striking string strip
striv strok strong strongest structur struggl student studi study style stylist styliz stylometr
subcategor subdomain subfield subgo subgoal subgraph subgroup subject subjectiv sublinear submiss submit
submitt submodular subnetwork suboptim subproblem subreg subsampl subsequ subset subspac subst substant
substanti substitut substr substructur subsum subsurfac subsystem subtask subtitl subtl subtle subtract
subtyp subword succe succeed succes success successful sudden suffer suffic suffici sufficienc suffix
suggest suicid suitabil suitabl suite suited summar summat superfici superhuman superi superior
superpixel superposit superv supervis supervisor suppl supple supplement supplementar suppli support
suppres suppress surfac surge surgeon surger surgic surpas surpass surpr surpris surprising surrog
surround surve surveill survey surviv suscept suspect suspiciou sustain swapp swaps swarm sweep swift
swing switch sycophanc sycophant syllabl symbol symmetr symptom synchron synchronou syndrom synerg
synergist synonym syntact syntax synthes synthesi synthesiz synthet system systemat table tabular tacit
tackl tactic tactil tagged tagging tailor taken takes taking talking tamper tandem tangent tangibl target
tasked tasks taxonom teach teaming teams techn techniqu technolog tediou teeth telemetr teleoper telepres
temperatur templ tempor temporar temporari tendenc tends tension tensor termed termin terminolog terms
ternar terrain terrestri testabl testb testbed tested testing tests textbook texts textu textur
textureles thank their themat theme themselv theor theorem theoret therap therapeut therapist there
thereb therefor therm thermodynam these thesi thick thing think third thirteen thorac thorough those
though thought thousand thread threat threaten three threefold threshold through throughout throughput
ticket tiered tiers tight tighten tiles tiling timel timelin times timescal timestamp timestep timing
tissu title today togeth token tokeniz toler tomograph tonal tones toolbox toolchain tooling toolkit
tools toolset tooth topic topograph topolog total touch tourna toward toxic trace traced tracer tracing
track tracklet tract trade tradeoff trading tradit tradition traff trail train traine trait trajector
transact transcend transcrib transcript transcriptomic transduc transduct transf transfer transferr
transform transi transit transition transl translation transliter transmiss transmit transmitt transpar
transparenc transport trapp traps travel travers treat treebank trees tremendou trend triad triag trial
triangl triangul triangular trick tried tries trigg trigger trill tripl triplet trivi tropic truck truly
trunc trust trustworth trustworthi truth truthful trying tumor tumour tunabl tuned tuning tunnel tuple
turbid turbul turned turning turns tutor tutori tweet twelv twent twice twins twist twofold typed types
typic typing typograph typolog ubiquitou ultim ultimate ultrasound unabl unaccept unaddress unaffect
unalign unambiguou unannot unanswer unattain unauthor unavail unavoid unawar unbalanc unbias unbound
uncalibr uncertain unchang unclear uncommon uncompress uncondition unconstrain uncontroll uncov uncover
under underdevelop underestim underexplor undergo undergon undergradu underl underli underlin underly
undermin underperform underpin underpinn underrepresent undersampl underscor underserv underspecifi
understand understood understudi underus underutil underw underwat undesir undetect unequ uneth uneven
unexamin unexpect unexpected unexplor unfair unfaithful unfamiliar unfilter unfold unground unguid
unidirection unifi unific uniform unify unimod uninform unintend unintention uninterpret union uniqu
unique units univers universal unknown unlabel unlabell unlearn unleash unles unlik unlike unlimit unlock
unmann unmask unmix unmodifi unnatur unnecessar unnecessari unobserv unorder unpair unpos unprecedent
unpredict unrealist unrel unreli unresolv unrestrict unroll unsaf unsatisfactor unscal unseen unsolv
unstabl unstructur unsuit unsuperv unsupport untapp untest until untrain untrimm unusabl unused unusu
unveil unverifi unwant upcom updat upfront upgrad uphold uplift uplink upload upper upsampl upscal
upstream uptak upward urban urgenc urgent usabil usabl usage useful users using usual utili utilis utiliz
utter vaccin vague valenc valid valuabl valuat value vanilla vanish variabil variabl varianc variant
variat variation varie varied variou varying vascular vastl vector veget vehicl veloc vendor ventricular
venue verac verbal verbatim verbos verbs verdict verif verifi verific verify versa versatil version versu
vertex vertic vessel viabil viabl vibrat victim video viewed viewer viewing viewpoint views vignett
violat violenc virtu visibil visibl vision visit visual vital vivid vocabular vocal voice volatil volum
volumetr voter votes voting vowel voxel vulner vulnerabil waiting walking walks walls warehous warning
warped warping warrant waste wasted wasting watch water watermark watertight waveform wavelength wavelet
waves waypoint weaken weaker weakest weakl weaknes weakness wealth wearabl wearing weath webpag websit
weeks weigh weight welfar wheel whenev where wherea whereb wherein wheth which while whilst white whole
whose widel widen wider widespread width wildfir wildlif willing window winner winning wireles wisdom
withhold within without witness women wording words worked worker workflow workforc working workload
workplac works workshop workspac world worldwid worse worsen worst worth would wound wrapp wrinkl wrist
write writer writing written wrong years yield young zenodo zones zooming
"""
STEMS = frozenset(_STEMS.split())

/** How a language lets a speaker say who they are, and who made them. All parts are regular expressions. */
export interface Language {
  /** What a speaker begins with: "I am". */
  self: string
  /** "As", before what the speaker is. */
  as?: string
  /** Whatever may stand between that and a name, and nothing else: "an AI assistant developed by". */
  between: string
  /** Of these words, those that say that an AI speaks … */
  ai: string
  /** … and those that say where it comes from, before the name … */
  origin: string
  /** … or after it: "von OpenAI entwickelt". */
  originAfter?: string
  /** What may follow a model's name where the language ends a sentence with the verb. */
  after?: string
  /** Who goes on after "As …, ": "I". Languages that leave the pronoun out have none. */
  firstPerson?: string
}

const apostrophe = `(?:['’]|&#0?39;|&#x27;|&apos;|&rsquo;)`

const english: Language = {
  self: `i am|i${apostrophe}m|im|i was|i${apostrophe}ve been|i have been|my name is|my name${apostrophe}s|call me|refer to me as|i go by`,
  as: '(?<!such )(?<!same )as',
  between: `an?|the|but|just|only|simply|actually|really|indeed|still|also|currently|merely|specifically|proudly|proud|called|named|known|as|to|be|being|ai|a\\.i\\.|ais|llms?|
    artificial|intelligence|intelligent|large|small|language|languages|multimodal|text|text-based|textual|chat|machine|deep|learning|neural|network|generative|general-purpose|
    pre-?trained|transformers?|transformer-based|foundation|models?|assistants?|chat ?bots?|chatbots?|bots?|agent|program|system|computer|software|tool|entity|virtual|digital|
    conversational|conversation|interactive|helpful|harmless|honest|respectful|friendly|safe|advanced|powerful|powered|sophisticated|experimental|open|source|open-source|
    open-sourced|state-of-the-art|cutting-edge|instance|version|variant|iteration|member|part|product|creation|of|in|from|by|at|on|upon|based|built|running|runs|driven|and|or|your|own|that|
    which|who|was|is|has|have|been|developed|created|trained|made|designed|fine-tuned|finetuned|engineered|programmed|produced|released|launched|introduced|owned|
    operated|maintained|provided|brought|hosted|architecture|architectures|technology|family|series|newest|latest|new|unique|different|particular|type|kind|form|team|teams|
    researchers|engineers|scientists|developers|experts|folks|people|company|startup|lab|labs|organization|organisation|research|group|ai-powered|ai-based|ai-driven|carefully|
    originally|initially|jointly|recently|first|fully|entirely|myself`,
  ai: `ai|a\\.i\\.|llms?|artificial intelligence|language models?|large language|assistants?|chat ?bots?|bots?|models?|machine learning|neural network|virtual|computer program`,
  origin: `developed|created|trained|made|built|designed|fine-tuned|finetuned|engineered|programmed|produced|released|launched|introduced|based|powered|driven|brought`,
  firstPerson: `i|i${apostrophe}(?:m|ve|d|ll)|my|me|myself|we|our`,
}

const german: Language = {
  self: 'ich bin|ich heiße|ich heisse|mein name ist|nenn mich|nennen sie mich|ich wurde',
  as: 'als',
  between: `eine?|einem|einer|das|der|die|ki|ai|künstliche|künstlichen|intelligenz|gro(?:ß|ss)e[sn]?|sprachmodell|ki-sprachmodell|ai-sprachmodell|ki-modell|modell|ki-assistent|
    ki-assistentin|assistent|assistentin|chatbot|ki-chatbot|programm|computerprogramm|virtueller|digitaler|virtuelle|digitale|von|vom|namens|genannt|entwickelt|entwickeltes|
    entwickelte|entwickelter|trainiert|trainiertes|erstellt|erstelltes|geschaffen|geschaffenes|programmiert|wurde|und|basierend|basiere|auf|basis|unternehmen|firma|der firma|dem|hilfreicher`,
  ai: 'ki|ai|künstliche intelligenz|künstlichen intelligenz|\\S*sprachmodell|\\S*assistent|\\S*assistentin|\\S*chatbot|ki-modell|computerprogramm',
  origin: 'entwickelt\\S*|trainiert\\S*|erstellt\\S*|geschaffen\\S*|programmiert|basierend|basiere',
  originAfter: '(?:selbst )?(?:entwickelt|trainiert|erstellt|geschaffen|programmiert|erschaffen|bereitgestellt)',
  firstPerson: 'ich|mir|mich|meine?[rnms]?',
}

const french: Language = {
  self: `je suis|je m${apostrophe}appelle|mon nom est|j${apostrophe}ai été|appelez-moi|appelle-moi`,
  as: `en tant qu(?:e|${apostrophe})|comme`,
  between: `une?|le|la|les|l${apostrophe}|d${apostrophe}|du|des|grand|modèle|de|langage|langue|linguistique|intelligence|artificielle|ia|ai|assistante?|virtuelle?|conversationnelle?|chatbot|
    agent|nommée?|appelée?|développée?|créée?|entraînée?|conçue?|formée?|mise? au point|alimentée?|par|basée?|sur|et|programme|informatique|système|société|entreprise|équipe|version|qui`,
  ai: `ia|ai|intelligence artificielle|modèle de lang\\S*|modèle linguistique|grand modèle|assistante?|chatbot|agent conversationnel`,
  origin: 'développée?|créée?|entraînée?|conçue?|formée?|mise? au point|alimentée?|basée?',
}

const spanish: Language = {
  self: '(?:yo )?soy|fui|he sido|me llamo|mi nombre es|puedes llamarme|puede llamarme|estoy basad[oa]',
  as: 'como',
  between: `una?|el|la|los|las|gran|modelo|de|del|lenguaje|idioma|grande|inteligencia|artificial|ia|ai|asistente|virtual|conversacional|chatbot|bot|programa|sistema|llamad[oa]|
    desarrollad[oa]|cread[oa]|entrenad[oa]|diseñad[oa]|hech[oa]|basad[oa]|por|en|y|versión|equipo|empresa|compañía|que|fue`,
  ai: 'ia|ai|inteligencia artificial|modelo de lenguaje|modelo de idioma|asistente|chatbot|bot',
  origin: 'desarrollad[oa]|cread[oa]|entrenad[oa]|diseñad[oa]|hech[oa]|basad[oa]',
}

const italian: Language = {
  self: '(?:io )?sono(?: stat[oa])?|mi chiamo|il mio nome è|chiamami',
  as: 'in quanto|come',
  between: `un|uno|una|un['’]|il|lo|la|l['’]|grande|modello|linguistico|di|del|della|linguaggio|intelligenza|artificiale|ia|ai|assistente|virtuale|chatbot|programma|sistema|
    chiamat[oa]|sviluppat[oa]|creat[oa]|addestrat[oa]|progettat[oa]|basat[oa]|da|dal|dalla|su|e|azienda|conversazionale`,
  ai: 'ia|ai|intelligenza artificiale|modello linguistico|modello di linguaggio|assistente|chatbot',
  origin: 'sviluppat[oa]|creat[oa]|addestrat[oa]|progettat[oa]|basat[oa]',
}

const portuguese: Language = {
  self: '(?:eu )?sou|eu fui|fui|meu nome é|o meu nome é|(?:eu )?me chamo|chamo-me|pode me chamar de',
  as: 'como|enquanto',
  between: `uma?|o|a|os|as|grande|modelo|de|da|do|linguagem|inteligência|artificial|ia|ai|assistente|virtual|chatbot|bot|programa|sistema|chamad[oa]|desenvolvid[oa]|criad[oa]|
    treinad[oa]|projetad[oa]|basead[oa]|pel[oa]|por|em|no|na|e|empresa|conversacional|que|foi`,
  ai: 'ia|ai|inteligência artificial|modelo de linguagem|assistente|chatbot|bot',
  origin: 'desenvolvid[oa]|criad[oa]|treinad[oa]|projetad[oa]|basead[oa]',
}

const dutch: Language = {
  self: 'ik ben|mijn naam is|ik heet|noem me|ik werd',
  as: 'als',
  between: `een|het|de|ai|ai-assistent|ai-taalmodel|ai-model|taalmodel|groot|kunstmatige|intelligentie|assistent|virtuele|digitale|chatbot|model|programma|ontwikkeld|gemaakt|getraind|
    gecreëerd|ontworpen|door|van|genaamd|en|gebaseerd|op|dat|is|bedrijf`,
  ai: 'ai|kunstmatige intelligentie|\\S*taalmodel|\\S*assistent|chatbot|ai-model',
  origin: 'ontwikkeld|gemaakt|getraind|gecreëerd|ontworpen|gebaseerd',
  originAfter: '(?:ontwikkeld|gemaakt|getraind|gecreëerd|ontworpen)',
}

const polish: Language = {
  self: '(?:ja )?jestem|nazywam się|mam na imię|zostałem|zostałam',
  as: 'jako',
  between: `modelem|modelu|model|językowym|językowy|dużym|duży|sztuczną|sztuczna|inteligencją|inteligencja|ai|si|asystentem|asystent|wirtualnym|wirtualny|chatbotem|chatbot|
    stworzon\\S*|opracowan\\S*|wytrenowan\\S*|zaprojektowan\\S*|przez|firmę|zespół|o|nazwie|opart\\S*|na|i|programem`,
  ai: 'ai|si|sztuczn\\S+ inteligencj\\S+|model\\S* językow\\S+|językowym model\\S+|asystent\\S*|chatbot\\S*',
  origin: 'stworzon\\S*|opracowan\\S*|wytrenowan\\S*|zaprojektowan\\S*|opart\\S*',
}

const russian: Language = {
  self: 'я|меня зовут|мо[её] имя|зовите меня|можете называть меня',
  as: 'как|будучи',
  between: `это|–|—|-|большая|большой|языковая|языковой|моделью|модель|модели|искусственный|искусственным|интеллект|интеллектом|ии|ии-ассистент|ии-модель|ассистент|ассистентом|помощник|
    виртуальный|чат-бот|чатбот|бот|нейросеть|нейронная|сеть|программа|созданн\\S+|разработанн\\S+|обученн\\S+|обучена?|была?|создана?|разработана?|компанией|командой|от|на|основе|и|по|
    имени|названием|под|просто|всего|лишь|ai`,
  ai: 'ии|ии-\\S+|искусственн\\S+ интеллект\\S*|языков\\S+ модел\\S+|ассистент\\S*|помощник|чат-?бот|бот|нейросеть|нейронная сеть|ai',
  origin: 'созданн\\S+|разработанн\\S+|обученн\\S+|обучена?|создана?|разработана?|основе',
}

const indonesian: Language = {
  self: 'saya adalah|saya|nama saya(?: adalah)?',
  as: 'sebagai',
  between: `model|bahasa|besar|ai|kecerdasan|buatan|asisten|virtual|chatbot|sebuah|program|yang|dikembangkan|dibuat|dilatih|diciptakan|oleh|adalah|berbasis|perusahaan|bernama`,
  ai: 'ai|kecerdasan buatan|model bahasa|asisten|chatbot',
  origin: 'dikembangkan|dibuat|dilatih|diciptakan|berbasis',
}

const vietnamese: Language = {
  self: 'tôi là|tên tôi là|tên của tôi là|tôi được',
  as: 'là',
  between: `một|mô|hình|ngôn|ngữ|lớn|trí|tuệ|nhân|tạo|ai|trợ|lý|ảo|chatbot|được|phát|triển|tạo|ra|đào|huấn|luyện|bởi|do|công|ty|dựa|trên`,
  ai: 'ai|trí tuệ nhân tạo|mô hình ngôn ngữ|trợ lý|chatbot',
  origin: 'phát triển|tạo ra|đào tạo|huấn luyện|dựa trên',
}

const turkish: Language = {
  self: 'ben|benim adım|adım',
  between: `bir|yapay|zeka|zekâ|büyük|dil|modeli|modeliyim|asistanı|asistanıyım|ai|sohbet|botu|botuyum|ve|olarak`,
  ai: 'yapay zek[aâ]|dil modeli\\S*|asistan\\S*|ai|sohbet botu\\S*',
  origin: '(?!)',
  originAfter: `(?:tarafından|${apostrophe}(?:ın|in|un|ün))\\s+(?:geliştiril\\S*|eğitil\\S*|oluşturul\\S*|yaratıl\\S*|tasarlan\\S*|üretil\\S*)`,
}

const arabic: Language = {
  self: 'أنا|اسمي|تم تطويري|تم إنشائي|تم تدريبي|طورتني|دربتني',
  as: 'بصفتي|كوني|باعتباري|كنموذج',
  between: `هو|نموذج|لغوي|لغة|لغوية|كبير|ذكاء|اصطناعي|الذكاء|الاصطناعي|مساعد|افتراضي|ذكي|روبوت|دردشة|محادثة|من|تطوير|طورته|طوّرته|طورتها|دربته|درّبته|بواسطة|شركة|قبل|تم|تطويره|تدريبه|إنشاؤه|اسمه|يدعى|بالذكاء|يعتمد|على`,
  ai: 'ذكاء اصطناعي|الذكاء الاصطناعي|بالذكاء الاصطناعي|نموذج لغ\\S+|نموذج|مساعد|روبوت',
  origin: 'طو?ّ?رته|طورتها|تطوير\\S*|تدريب\\S*|إنشاؤه|دربته|درّبته|تطويري|إنشائي|تدريبي|طورتني|دربتني|بواسطة',
}

const hindi: Language = {
  self: 'मैं|मेरा नाम',
  between: `एक|बड़ा|भाषा|मॉडल|एआई|ai|कृत्रिम|बुद्धिमत्ता|सहायक|चैटबॉट|हूँ|हूं|जिसे|और|असिस्टेंट`,
  ai: 'एआई|ai|कृत्रिम बुद्धिमत्ता|भाषा मॉडल|सहायक|चैटबॉट|असिस्टेंट',
  origin: '(?!)',
  originAfter: '(?:द्वारा|ने)\\s+(?:विकसित|बनाया|प्रशिक्षित|निर्मित|तैयार)\\S*',
  after: 'हूँ|हूं|है',
}

const chinese: Language = {
  self: '我是|我叫|我的名字(?:是|叫)|我由|我是由|我基于|你可以叫我|您可以叫我',
  as: '作为|作為|身为',
  between: `一|个|個|种|款|名|的|人工智能|人工智慧|大型|大|语言|語言|模型|助手|助理|聊天|机器人|機器人|程序|虚拟|数字|智能|对话|由|被|公司|团队|研究员|实验室|开发|開發|训练|訓練|创建|创造|研发|推出|打造|设计|制作|提供|名为|名叫|叫做|叫|基于|是|来自|旗下|和|与|ai`,
  ai: '人工智能|人工智慧|语言模型|語言模型|助手|助理|聊天机器人|机器人|ai|模型',
  origin: '由|开发|開發|训练|訓練|创建|创造|研发|推出|打造|设计|制作|基于',
  originAfter: '(?:公司|团队)?(?:所|自主)?(?:开发|開發|训练|訓練|创建|创造|研发|推出|打造|设计|制作|提供)|(?:公司)?(?:旗下|推出)?的(?:一个|一款)?(?:ai|人工智能|大?语言模型|语言模型|助手|大模型)',
  firstPerson: '我|我的',
}

const japanese: Language = {
  self: '私は|わたしは|僕は|私の名前は|私、',
  between: `人工知能|大規模|言語|モデル|アシスタント|チャットボット|会話|対話|型|によって|に|より|開発|訓練|作成|設計|トレーニング|学習|された|さ|れ|た|した|社|の|が|で|という|一種|ai`,
  ai: '人工知能|言語モデル|アシスタント|チャットボット|ai',
  origin: '開発|訓練|作成|設計|トレーニング|学習',
  originAfter: '(?:社)?(?:によって|により|に|が|の)(?:開発|訓練|作成|トレーニング|設計|作ら|提供|学習|言語モデル|大規模言語|ai|人工知能)',
  after: 'です|という|と申|と呼|といい|だ',
}

const korean: Language = {
  self: '저는|나는|제 이름은|내 이름은|난',
  between: `인공지능|인공|지능|대규모|대형|언어|모델로?|모델인|어시스턴트|비서|챗봇|대화형|개발한|개발된|만든|훈련된|학습된|제작한|라는|하는|ai|ai인`,
  ai: '인공 ?지능|언어 모델\\S*|어시스턴트|챗봇|비서|ai',
  origin: '개발\\S*|만든|훈련\\S*|학습\\S*|제작\\S*',
  originAfter: '(?:에서|에 의해|이|가|의|사가|사에서)?\\s*(?:개발|훈련|만든|만들|제작|설계|학습|언어 모델|ai|인공)\\S*',
  after: '입니다|이에요|예요|이라고|라고|이야|야',
}

/** Scripts that put no space between words, whose words therefore need no boundary. */
export const unspaced: Language[] = [chinese, japanese, korean]

export const languages: Language[] = [
  english, german, french, spanish, italian, portuguese, dutch, polish, russian, indonesian, vietnamese, turkish, arabic, hindi, ...unspaced,
]

//! The rules of classification, each as a table, with the shipped words and the plain catalogue.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use rstest::rstest;

use super::figures::cross_validate;
use super::learned::{Example, Model, train};
use super::*;
use crate::config::THRESHOLD;
use crate::config::staff::Staff;

const STAFF: &str = include_str!("../../../deploy/staff.toml");
const CATALOG: &str = include_str!("../../../deploy/catalog.toml");

const VOCABULARY: &str = include_str!("../../../deploy/vocabulary.toml");

/// By the words alone, without what the examples teach: the rules are the words'.
fn with(catalog: &str) -> Classifier {
    build(catalog, &Vocabulary::read(VOCABULARY).unwrap())
}

fn build(catalog: &str, vocabulary: &Vocabulary) -> Classifier {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staff.toml");
    std::fs::write(&file, STAFF).unwrap();
    let staff = Staff::load(&file).unwrap();
    Classifier::new(&Catalog::read(catalog, &staff).unwrap(), vocabulary, THRESHOLD, None)
}

static WORDS: LazyLock<Classifier> = LazyLock::new(|| with(CATALOG));
/// With the examples.
static SHIPPED: LazyLock<Classifier> = LazyLock::new(|| build(CATALOG, &Vocabulary::shipped()));

fn told(subject: &str, text: &str) -> Classification {
    WORDS.classify(Words { subject, text, forwarded: "" })
}

fn category(subject: &str, text: &str) -> Option<String> {
    told(subject, text).category
}

#[rstest]
#[case::place_of_the_fault("", "en la sala la impresora no imprime", "impresion")]
#[case::place_behind_de("", "la impresora de la recepción no imprime", "impresion")]
#[case::place_alone("", "se dañó la luz del baño", "locativo")]
#[case::no_accents("", "EL TELEFONO NO DA TONO", "telefonia")]
#[case::typos("imprecora", "la imprecora no inprime", "impresion")]
#[case::by_ear("", "se daño la serradura de la puerta", "locativo")]
#[case::abbreviation("", "mi pc no prende", "equipo-computo")]
#[case::subject_weighs_more("VPN", "no me conecta", "vpn")]
#[case::phrase_over_its_words("", "no me aparece la unidad de red", "carpetas-compartidas")]
#[case::denied("", "no es la impresora, es el computador que se apaga solo", "equipo-computo")]
#[case::well("", "el internet está bien pero Orfeo no carga", "sistemas-informacion")]
#[case::not_well("", "el internet no está funcionando bien", "conectividad")]
#[case::denied_in_the_subject(
    "Impresora",
    "No es la impresora. El teclado del portátil no sirve",
    "equipo-computo"
)]
#[case::motto("", "El teléfono no timbra.\nNo imprima este correo si no es necesario", "telefonia")]
#[case::payroll_system("", "no carga el aplicativo de nómina", "sistemas-informacion")]
#[case::question("", "¿Cómo hago para configurar la firma del correo?", "orientacion")]
fn categories(#[case] subject: &str, #[case] text: &str, #[case] wanted: &str) {
    let told = told(subject, text);
    assert_eq!(told.category.as_deref(), Some(wanted), "{:?}", told.why);
    assert!(told.score >= THRESHOLD && told.score <= 1.0);
    assert_eq!(told.best, told.category);
    let told = SHIPPED.classify(Words { subject, text, forwarded: "" });
    assert_eq!(told.category.as_deref(), Some(wanted), "with the examples: {:?}", told.why);
}

#[rstest]
#[case("", "")]
#[case("URGENTE", "por favor ayuda")]
#[case("Solicitud", "Cordial saludo, muchas gracias por su atención. Feliz día.")]
#[case("", "se dañó otra vez")]
#[case("Varios", "dos cositas: la impresora no imprime y necesito que le creen usuario a la nueva abogada")]
#[case("", "no es la impresora")]
fn what_says_too_little_is_left_to_a_person(#[case] subject: &str, #[case] text: &str) {
    let told = told(subject, text);
    assert_eq!((told.category.clone(), told.kind), (None, None), "{:?}", told.why);
    assert_eq!(told.priority, Priority::Media);
    assert!(told.score < THRESHOLD);
    assert_eq!(told.out_of_scope, None);
    let told = SHIPPED.classify(Words { subject, text, forwarded: "" });
    assert_eq!(told.category, None, "with the examples: {:?}", told.why);
}

#[test]
fn what_no_word_knows_is_told_by_its_likeness_to_the_examples() {
    let words = Words {
        subject: "",
        text: "se me espichó la ventanita y todo quedó borrosito en la presentación",
        forwarded: "",
    };
    let (alone, taught) = (WORDS.classify(words), SHIPPED.classify(words));
    assert!(!alone.why.iter().any(|why| why.starts_with("learned")));
    assert!(taught.why.iter().any(|why| why.starts_with("learned from the examples: ")), "{:?}", taught.why);
}

#[rstest]
#[case::own_incident("", "la impresora del piso 3", CaseKind::Incident)]
#[case::own_request("VPN", "", CaseKind::Request)]
#[case::fault_of_a_request("", "la VPN no conecta", CaseKind::Incident)]
#[case::wish_of_an_incident("", "solicito cambio de tóner de la impresora", CaseKind::Request)]
#[case::password_stays("", "mi contraseña no funciona, sale error", CaseKind::Request)]
#[case::unlock_stays("Usuario bloqueado", "no me deja entrar, usuario bloqueado", CaseKind::Request)]
#[case::question("", "¿cómo hago para pedir capacitación?", CaseKind::Informative)]
#[case::breakage("", "se fundió el bombillo de la oficina", CaseKind::Incident)]
#[case::paint("", "solicito pintar los muros", CaseKind::Request)]
#[case::chair("", "necesito una silla ergonómica nueva", CaseKind::Request)]
#[case::fault_with_a_wish("", "necesito que revisen la impresora, no imprime", CaseKind::Incident)]
fn kinds(#[case] subject: &str, #[case] text: &str, #[case] wanted: CaseKind) {
    let told = told(subject, text);
    assert_eq!(told.kind, Some(wanted), "{:?}", told.why);
}

#[rstest]
#[case("la impresora no imprime", Priority::Media)]
#[case("urgente, la impresora no imprime", Priority::Media)]
#[case("la impresora no imprime, ningún usuario de la oficina puede imprimir", Priority::Alta)]
#[case("la impresora no imprime y no puedo trabajar", Priority::Alta)]
#[case("no hay internet en toda la sede", Priority::Critica)]
#[case("no hay internet y no puedo trabajar", Priority::Alta)]
#[case("no hay internet, urgente", Priority::Alta)]
fn priorities(#[case] text: &str, #[case] wanted: Priority) {
    let told = told("", text);
    assert_eq!(told.priority, wanted, "{:?}", told.why);
}

#[rstest]
#[case("", "adjunto mi cuenta de cobro de octubre para pago", Some("contratacion"))]
#[case("Vacaciones", "solicito mis vacaciones", Some("nomina"))]
#[case(
    "",
    "quiero poner una queja, en la esquina venden droga y la policía no hace nada",
    Some("pqrs-ciudadana")
)]
#[case("", "no carga el aplicativo de nómina", None)]
#[case("", "no puedo radicar mi cuenta de cobro porque Orfeo me bota error", None)]
#[case("", "desviar las llamadas de la extensión 1450 mientras estoy en vacaciones", None)]
fn out_of_scope(#[case] subject: &str, #[case] text: &str, #[case] wanted: Option<&str>) {
    let told = told(subject, text);
    assert_eq!(told.out_of_scope.as_deref(), wanted, "{:?}", told.why);
    assert_eq!(told.category.is_none(), wanted.is_some(), "{:?}", told.why);
}

#[test]
fn forwarded_words_count_half() {
    let text = "la impresora no imprime";
    let own = WORDS.classify(Words { subject: "", text, forwarded: "" });
    let forwarded = WORDS.classify(Words { subject: "", text: "", forwarded: text });
    assert_eq!(own.category, forwarded.category);
    assert!(forwarded.score < own.score, "{} {}", forwarded.score, own.score);
    let both = WORDS.classify(Words { subject: "", text: "el teléfono no da tono", forwarded: text });
    assert_eq!(both.category.as_deref(), Some("telefonia"), "{:?}", both.why);
}

#[test]
fn repeated_words_say_less_each_time() {
    let score = |text: &str| told("", text).score;
    let once = score("impresora");
    let twice = score("impresora. impresora");
    let many = score(&"impresora. ".repeat(50));
    assert!(once < twice && twice < many, "{once} {twice} {many}");
    let other = told("", &format!("{} el teclado y el mouse, y el monitor", "correo ".repeat(60)));
    assert_eq!(other.category.as_deref(), Some("equipo-computo"), "{:?}", other.why);
}

#[test]
fn every_decision_says_why() {
    let told = told("Impresora", "en toda la sede la impresora no imprime, urgente");
    let why = told.why.join("\n");
    for part in [
        "«impresora» in the subject",
        "score",
        "kind incident",
        "priority alta, raised from media",
        "urgente",
    ] {
        assert!(why.contains(part), "{part}: {why}");
    }
    assert!(told.because.iter().any(|words| words == "«impresora» en el asunto"), "{:?}", told.because);
    assert!(told.because.iter().any(|words| words == "prioridad alta: «toda la sede»"), "{:?}", told.because);
    let told =
        WORDS.classify(Words { subject: "", text: "no es la impresora, no sirve el mouse", forwarded: "" });
    assert!(
        told.why.iter().any(|why| why.starts_with("named, but not meant: «impresora»")),
        "{:?}",
        told.why
    );
}

/// An entity's own words come before the vocabulary's, and take them away.
#[test]
fn the_catalogue_has_the_last_word() {
    let text = "el frobnicador del segundo piso";
    assert_eq!(category("", text), None);
    let strong = CATALOG.replace("id = \"vpn\"", "id = \"vpn\"\nstrong = [\"frobnicador\"]");
    let words = Words { subject: "", text, forwarded: "" };
    assert_eq!(with(&strong).classify(words).category.as_deref(), Some("vpn"));
    let words = Words { subject: "", text: "necesito un portátil con el RDP", forwarded: "" };
    let without = CATALOG.replace("id = \"vpn\"", "id = \"vpn\"\nwithout = [\"rdp\"]");
    let said =
        |classifier: &Classifier| classifier.classify(words).why.iter().any(|why| why.contains("«rdp»"));
    assert!(said(&WORDS) && !said(&with(&without)));
    // A category that was removed is nobody's.
    let fewer = CATALOG.replace("id = \"impresion\"", "id = \"copias\"");
    assert_ne!(
        with(&fewer).classify(Words { subject: "", text: "tóner", forwarded: "" }).category.as_deref(),
        Some("impresion")
    );
}

fn examples() -> Vec<Example> {
    let kinds = [
        (
            "vpn",
            ["el frobnicador remoto", "falla frobnicador", "frobnicador otra vez", "mi frobnicador nuevo"],
        ),
        ("telefonia", ["zumbador de mesa", "zumbador dos", "el zumbador gris", "otro zumbador"]),
    ];
    let mut examples = Vec::new();
    for (category, texts) in kinds {
        for round in 0..5 {
            for text in texts {
                examples.push(Example {
                    subject: format!("caso {round}"),
                    text: text.to_owned(),
                    category: category.to_owned(),
                    kind: None,
                });
            }
        }
    }
    examples
}

#[test]
fn corrections_teach() {
    let words = Words { subject: "", text: "no anda el frobnicador", forwarded: "" };
    assert_eq!(WORDS.classify(words).category, None);
    let model = Arc::new(train(&examples()));
    assert_eq!(model.examples(), 40);
    let told = WORDS.with_model(Some(Arc::clone(&model))).classify(words);
    assert_eq!(told.category.as_deref(), Some("vpn"), "{:?}", told.why);
    let why = told.why.iter().find(|why| why.starts_with("learned from the agents: vpn")).unwrap();
    assert!(why.contains("«frobnicador»"), "{why}");
    let json = serde_json::to_string(&*model).unwrap();
    assert!(json.len() < 1 << 20);
    assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), *model);
}

#[test]
fn four_examples_teach_nothing() {
    let mut few: Vec<Example> =
        examples().into_iter().filter(|example| example.category == "telefonia").collect();
    few.extend(examples().into_iter().filter(|example| example.category == "vpn").take(4));
    let model = Arc::new(train(&few));
    let words = Words { subject: "", text: "no anda el frobnicador", forwarded: "" };
    let told = WORDS.with_model(Some(model)).classify(words);
    assert_eq!(told.category, None, "{:?}", told.why);
}

#[test]
fn figures_are_told_alone_and_with_the_model() {
    let figures = cross_validate(&examples(), 4, &WORDS);
    assert_eq!(figures.examples, 40);
    assert!(figures.alone.accuracy < 0.3, "{figures:?}");
    assert!(figures.with_model.accuracy > 0.9, "{figures:?}");
    assert!(figures.with_model.macro_f1 > 0.9, "{figures:?}");
    assert_eq!(figures.with_model.recall.get("vpn").map(|recall| recall.1), Some(20));
    assert_eq!(cross_validate(&[], 3, &WORDS).alone.accuracy, 0.0);
}

#[test]
fn it_can_be_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&*WORDS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_told_something(subject in ".{0,200}", text in "\\PC{0,600}", forwarded in ".{0,200}") {
        let told = WORDS.classify(Words { subject: &subject, text: &text, forwarded: &forwarded });
        prop_assert!((0.0..=1.0).contains(&told.score));
        prop_assert_eq!(told.category.is_some(), told.kind.is_some());
    }
}

/// Only a bounded part is read, so that what is hostile costs no more than what is long.
#[test]
fn what_is_long_is_read_in_part() {
    let long = format!("{}impresora", "no es que no sirve la clave de red, ".repeat(40_000));
    let told = told(&long, &long);
    assert!(!told.why.iter().any(|why| why.contains("«impresora»")), "{:?}", told.why);
}

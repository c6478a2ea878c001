"""English and French idioms that agree with a negation in them, opt-outs in any word order, and what is neither."""

import pytest
import yaml
from listening import ROOT, Certain, heard, question, understander, with_classifier

from bot.edge.lexicon import load_lexicon
from bot.understanding.evidence import hear, stretch_of
from bot.understanding.model import Costs
from bot.understanding.vocabulary import compile_vocabulary

VOCABULARIES = {language: compile_vocabulary(load_lexicon(language)) for language in ("en", "fr")}

AGREEING = {
    "en": (
        "don't mind if I do", "I don't mind one bit", "wouldn't say no", "I wouldn't say no to that",
        "can't turn that down", "how could I refuse", "nothing against it", "I've got nothing against that",
        "no objections from me", "I have no problem with that", "no skin off my nose", "no skin of my nose",
        "I can't see why not", "I can't see the harm", "never hurts to ask", "no harm in trying", "can't hurt",
        "nowt wrong with asking", "I've got nothing to lose", "I'd be a fool not to", "it'd be rude not to",
        "can't argue with that", "say no more", "you don't have to ask me twice", "don't let me stop you",
        "no bother", "no sweat", "no time like the present", "not busy at all", "I'm not doing anything special",
        "you're not disturbing me", "no no you're fine go ahead", "no go on", "no reason not to",
        "I could not agree more", "never say no to a bargain", "that wouldn't go amiss", "not a bad shout",
    ),
    "fr": (
        "je dis pas non", "j'dis pas non à ça", "on dit pas non", "je ne dirais jamais non", "c'est pas de refus",
        "ce serait pas de refus", "s'est pas de refus", "je demande pas mieux", "on demande que ça",
        "ça me gêne pas du tout", "non non ça me dérange pas", "sa me dérange pas non", "cela ne m'ennuie pas",
        "j'y vois pas d'inconvénient", "je n'y vois aucun inconvénient", "je vois aucune objection",
        "j'ai aucune objection", "je serais pas contre", "on n'est pas contre", "je vais pas cracher dessus",
        "on va pas s'en priver", "je vais pas me faire prier", "faut pas me le dire deux fois",
        "je vois pas pourquoi je refuserais", "ça serait bête de pas en profiter", "faudrait être fou pour refuser",
        "ça mange pas de pin", "ça peut pas nuire", "ça fait de mal à personne", "ce serait pas du luxe",
        "c'est pas négligeable", "c'est pas une mauvaise idée", "j'haïs pas ça", "y a pas de lézard",
        "non non allez-y", "non mais c'est bon allez-y", "rien ne m'en empêche", "y a pas de mal à essayer",
        "je suis pas à cinq minutes près", "je fais rien de spécial", "vous ne me dérangez pas du tout",
        "j'hésite pas", "no problem",
    ),
}  # fmt: skip

REFUSING = {
    "en": ("no", "no no", "no thanks", "I would not", "I'd say no", "no harm but no thanks", "nothing doing no",
           "I'd rather not", "no I'm not", "not at all", "never", "no way"),
    "fr": ("non", "non non", "je dis non", "je refuse", "non ça me dérange", "ça m'ennuie", "pas du tout", "pantoute",
           "je suis pas d'accord", "pas question", "non ça va pas"),
}  # fmt: skip

OPTING_OUT = {
    "en": (
        "please have my number struck off", "tell your boss to take my number off", "just bin my number mate",
        "strike my phone number wherever it is", "my number delete it please", "my number needs removing",
        "this number is to be erased", "rub us out of your register", "I want to come off your list",
        "I want my details gone", "get rid of our number", "tell your people to quit ringing us",
        "scrub our details please", "cross me off entirely", "chuck away my number", "blacklist my number",
        "these calls have got to stop", "I never want to hear from you lot", "see me removed from that thing",
        "take my phone number off of there", "wipe our number please", "make sure nobody rings us",
    ),
    "fr": (
        "mon numéro vous l'effacez", "mon numéro vous me le supprimez", "mes coordonnées vous les jetez",
        "dites au patron de m'enlever de vos contacts", "dites à votre chef de supprimer mon numéro",
        "vous me radiez", "vous allez me rayer", "vous me rayez de la liste", "ôtez-moi de vos fichiers",
        "barrez mon nom", "jetez mon petit numéro vous effacez mon numéro", "mon numéro à la poubelle",
        "ne téléphonez plus ici", "appelez plus chez moi", "plus aucune sollicitation", "plus jamais vous m'entendez",
        "qu'on efface mon numéro",
        "faites disparaître mon nom", "vire mon numéro", "tirez un trait sur mon nom", "mon numéro faut l'enlever",
        "merci de m'ôter de la base", "ni appel ni sms plus jamais",
    ),
}  # fmt: skip

INNOCENT = {
    "en": (
        "take the number five bus", "delete the mail I sent", "text me my number of points", "you can take my number",
        "take my number and get the manager to ring me", "let me take my phone off the charger",
        "take me off speaker", "take me off hold would you", "I took the label off my boots",
        "cross the road and you're there", "it was struck off the price", "I've deleted your text by mistake",
        "I lost my card", "the calls are dear on this phone", "my number is on the form", "cross out the first one",
        "I threw the old shoes away", "have my points been removed", "I removed the app", "put my name down for it",
        "that price would wipe me out", "don't forget my name", "I need that removed from my bill",
        "nobody rings me anymore", "get me off the bus first", "stay off the motorway if you come",
        "don't call me just text me", "text me don't phone", "my data has run out", "clear my diary and I'll come",
        "tell your boss he's welcome to ring",
    ),
    "fr": (
        "prenez le bus numéro cinq", "j'ai effacé le mail que vous m'aviez envoyé", "j'ai perdu votre numéro",
        "envoyez-moi mon nombre de points par sms", "mon numéro a changé", "mon numéro vous l'avez",
        "vous avez mon numéro de toute façon", "enlevez les frais de port et je prends", "retirez la remise du prix",
        "m'appelez pas écrivez-moi", "ne m'appelez pas envoyez plutôt un sms", "ôtez-moi d'un doute c'est gratuit",
        "envoyez-moi un sms plutôt que d'appeler", "j'ai jeté mes vieilles chaussures", "je veux plus de points",
        "ça m'oblige à sortir de chez moi", "vous me rappelez ma fille", "vous me mettez ça de côté",
        "oubliez pas mes points", "mettez mon nom sur le code", "je suis sorti du magasin sans rien",
        "il faudrait qu'on enlève la tva", "vous m'oubliez pas hein", "vous oubliez mon nom",
        "vous pouvez m'enlever des frais", "ça va me sortir de la tête", "n'oubliez pas mon nom",
        "vous me supprimez une paire de la commande", "j'aimerais que vous m'enleviez les frais de port",
    ),
}  # fmt: skip


def cases(told: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in told.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), cases(AGREEING))
def test_an_idiom_that_agrees_is_a_yes_for_all_its_negation(language: str, text: str) -> None:
    told = hear(text, VOCABULARIES[language]).polarity
    assert (told.verdict, told.negated) == ("yes", False)
    meant = heard(understander(language), text)
    assert (meant.intent, meant.action) == ("yes", "act")


@pytest.mark.parametrize(("language", "text"), cases(REFUSING))
def test_a_refusal_beside_the_idioms_stays_one(language: str, text: str) -> None:
    assert hear(text, VOCABULARIES[language]).polarity.verdict != "yes"
    assert heard(understander(language), text).intent != "yes"


@pytest.mark.parametrize(("language", "text"), cases(OPTING_OUT))
def test_an_opt_out_is_known_in_other_words_and_orders(language: str, text: str) -> None:
    meant = heard(understander(language), text)
    assert (meant.intent, meant.action) == ("opt_out", "act")


@pytest.mark.parametrize(("language", "text"), cases(INNOCENT))
def test_innocent_talk_is_no_opt_out(language: str, text: str) -> None:
    assert heard(understander(language), text).intent != "opt_out"
    assert heard(with_classifier(language, Certain("send_text")), text).intent != "opt_out"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_closes_a_reply_is_known_when_said_alone(language: str) -> None:
    path = ROOT / "bot" / "understanding" / "data" / f"{language}.yaml"
    closing = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["closing"]
    light = question("yes", "no", "send_text", costs=Costs(wrong_agree=2.0), commits=False)
    unknown = []
    for text in closing:
        meant = heard(understander(language), text, light)
        if meant.intent not in ("yes", "send_text") or meant.action != "act":
            unknown.append((text, meant.intent))
    assert unknown == []
    assert len(closing) >= 25


def test_giving_a_ring_asks_for_no_person() -> None:
    french, english = VOCABULARIES["fr"], VOCABULARIES["en"]
    assert stretch_of("operator", hear("passez-moi un coup de fil mercredi", french), french) == ""
    assert stretch_of("robot", hear("is there a number i can call", english), english) == ""

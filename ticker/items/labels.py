"""The words that newsrooms put on a headline without meaning them as part of it.

Each table gives, for a label of `model.LABELS`, the words that stand for it, in English,
Ukrainian, Russian, German, French, Spanish, Italian, Polish, Dutch, Portuguese, and a few more
tongues. Words are lower case with a straight apostrophe, as `key` leaves them. Which of them may
stand where is the difference between the tables.
"""

from __future__ import annotations

from typing import Final

Words = dict[str, tuple[str, ...]]


def _split(table: dict[str, str]) -> Words:
    return {
        label: tuple(" ".join(word.split()) for word in words.split(","))
        for label, words in table.items()
    }


# Words for what comes with the text, and for the state of the text: they may end a headline
# ("... killed - video") as well as begin it.
MEDIA: Final = _split(
    {
        "updated": """updated, update, оновлено, оновлюється, доповнено, обновлено, обновляется,
            дополнено, aktualisiert, mis à jour, mise à jour, actualisé, actualizado, actualizada,
            aggiornato, aggiornamento, zaktualizowano, aktualizacja, bijgewerkt, atualizado,
            atualizada, aktualizováno, aktualizované, uppdaterad, uppdateras, oppdatert,
            opdateret, güncellendi, actualizat""",
        "exclusive": """exclusive, ексклюзив, эксклюзив, exklusiv, exclusif, exclusivité, exclusivo,
            exclusiva, esclusivo, esclusiva, exclusief""",
        "live": """live, live updates, live blog, live-blog, liveblog, liveticker, live-ticker,
            live ticker, follow live, watch live, as it happened, наживо, онлайн, текстовий онлайн,
            пряма трансляція, онлайн-трансляція, трансляція, прямой эфир, онлайн-трансляция,
            трансляция, en direct, en vivo, en directo, in diretta, na żywo, ao vivo, živě, naživo,
            canlı""",
        "video": """video, videos, with video, відео, видео, відео та фото, im video, vidéo, vidéos,
            en vidéo, vídeo, vídeos, il video, wideo, βίντεο, فيديو, 動画""",
        "photo": """photo, photos, photo gallery, gallery, pictures, in pictures, in photos, фото,
            світлини, фотогалерея, фоторепортаж, foto, fotos, foto's, bilder, bilderstrecke,
            fotostrecke, fotogalerie, en images, en photos, galería, fotogalería, fotogaleria,
            le foto, le immagini, zdjęcia, galeria, 写真""",
        "audio": """audio, podcast, аудіо, аудио, подкаст""",
        "document": """document, documents, документ, документи, документы, dokument, dokumente,
            dokumenty, documento, documenti, documentos""",
        "infographic": """infographic, infographics, інфографіка, инфографика, infografik,
            infografika, infografía, infografica, infographie, infografiek, infográfico""",
        "map": """map, maps, interactive map, карта, мапа, карти, карты, karte, carte, mapa, mappa,
            kaart""",
        "quiz": """quiz, вікторина, викторина""",
    }
)

# Words that may only begin a headline ("Watch: ..."), beside those of `MEDIA`.
OPENERS: Final = _split(
    {
        "updated": "updates, оновлення, обновление, actualización, atualização",
        "breaking": """breaking, breaking news, just in, urgent, терміново, срочно, молния,
            eilmeldung, eil, alerte info, flash info, última hora, urgente, ultim'ora, ultima ora,
            pilne, z ostatniej chwili, mimořádně, son dakika, عاجل, 速報""",
        "live": "newsblog, direct, directo, diretta, la diretta",
        "video": "watch, watch video, guarda il video",
        "audio": "listen",
        "opinion": """opinion, op-ed, editorial, commentary, comment, думка, погляд, колонка,
            мнение, meinung, kommentar, gastbeitrag, kolumne, leitartikel, tribune, édito,
            éditorial, opinión, editoriale, l'editoriale, opinione, opinia,
            felieton, opinie, opinião""",
        "analysis": """analysis, news analysis, аналіз, аналітика, анализ, аналитика, analyse,
            análisis, analisi, analiza, análise""",
        "interview": """interview, інтерв'ю, интервью, entretien, entrevista, intervista, wywiad,
            rozhovor""",
        "advert": """advert, advertisement, advertorial, ad, sponsored, sponsored content,
            paid post, paid content, partner content, promoted, реклама, на правах реклами,
            на правах рекламы, спецпроєкт, спецпроект, anzeige, werbung, verlagsangebot, publicité,
            contenu sponsorisé, sponsorisé, publicidad, patrocinado, publirreportaje, pubblicità,
            sponsorizzato, reklama, artykuł sponsorowany, advertentie, gesponsord, publicidade""",
        "correction": """correction, corrected, виправлено, исправлено, уточнено, berichtigung,
            korrektur, korrigiert, correctif, rectificatif, corrección, corregido, correzione,
            sprostowanie, rectificatie, correção, corrigido""",
    }
)

# Words that are labels only by themselves, in brackets or in an element of their own: before a
# colon they name whose word it is ("Poll: ...", "Documents: ...") and belong to the headline.
APART: Final = _split(
    {
        "poll": "poll, опитування, опрос, umfrage, sondage, encuesta, sondaggio, sondaż, peiling",
    }
)

# Words whose colon names a source or a thing, not a kind of text.
NO_OPENERS: Final = frozenset(MEDIA["document"])

# Badges that lose the space after them when a page is turned into text ("UpdatedLarge-scale").
_GLUED: Final = """
    Updated Update Exclusive Breaking Photo Photos Video Videos Оновлено Доповнено Обновлено
    Дополнено Ексклюзив Эксклюзив Терміново Срочно Фото Відео Видео Aktualisiert Exklusiv Foto Fotos
    Vidéo Exclusif Actualizado Exclusivo Vídeo Aggiornato Esclusiva Zaktualizowano Wideo Bijgewerkt
    Atualizado
"""
GLUED: Final = tuple(_GLUED.split())

# What makes the glued word a name instead: VideoLAN, PhotoDNA, ФотоФакт.
NO_GLUE: Final = ("LAN", "DNA", "Amp", "Room", "Bucket", "Box", "Shop", "Core", "Факт", "Репортаж")

# Slugs of wire services before a hyphen: "UPDATE 2-", "EXCLUSIVE-".
WIRE: Final = {
    "UPDATE": "updated",
    "EXCLUSIVE": "exclusive",
    "CORRECTED": "correction",
    "CORRECTION": "correction",
    "INTERVIEW": "interview",
    "ANALYSIS": "analysis",
    "BREAKING": "breaking",
}

_APOSTROPHES: Final = str.maketrans("’ʼ`´‘", "'''''")


def key(text: str) -> str:
    """A word as the tables spell it."""
    return " ".join(text.translate(_APOSTROPHES).casefold().split())


LABEL_OF: Final[dict[str, str]] = {
    key(word): label
    for table in (APART, OPENERS, MEDIA)
    for label, words in table.items()
    for word in words
}

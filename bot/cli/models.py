"""`winback models`: speech models for languages that no package brings, from their publishers, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from bot.config import Config
    from bot.edge.models import ModelSettings, Offer

KINDS: Final = ("vosk", "piper")
PURPOSE: Final = {"vosk": "hears", "piper": "speaks"}


@click.group()
def models() -> None:
    """List, fetch and check speech models. Vosk models hear, Piper voices speak."""


@models.command("list")
@click.argument("language")
@click.option("--kind", type=click.Choice(KINDS), help="Only models that hear (vosk) or only voices (piper).")
@click.pass_obj
def list_(config_path: Path, language: str, kind: str | None) -> int:
    """What the publishers have for LANGUAGE (a code such as uk), smallest first."""
    from bot.config import read_config

    settings = _settings(read_config(config_path))
    for one in [kind] if kind else KINDS:
        offers = _offers(one, language, settings)
        click.echo(f"{one} ({PURPOSE[one]} {language}): {len(offers) or 'none'}")
        for offer in offers:
            click.echo(f"  {offer.name:<44} {megabytes(offer.size):>9}  {offer.note}")
    return 0


@models.command()
@click.argument("language")
@click.option("--kind", type=click.Choice(KINDS), default="vosk", show_default=True)
@click.option("--name", default="", help="A model as `models list` names it (default: the smallest).")
@click.pass_obj
def fetch(config_path: Path, language: str, kind: str, name: str) -> int:
    """Download a model for LANGUAGE, check it and put it in place; a second run finds it there."""
    from bot.config import read_config
    from bot.edge.models import fetch as fetch_model

    config = read_config(config_path)
    settings = _settings(config)
    offer = _chosen(_offers(kind, language, settings), kind, language, name)
    with click.progressbar(length=offer.size, label=f"{offer.name} ({megabytes(offer.size)})") as bar:
        fetched = fetch_model(offer, settings, lambda done, _total: bar.update(done - bar.pos))
    path = _shown(fetched.path, config.root)
    click.echo(f"{'already there' if fetched.already_there else 'fetched'}: {path}")
    click.echo(f"Now name it in config.yaml, under languages:\n  {_setting(kind, language, path)}")
    return 0


@models.command()
@click.pass_obj
def check(config_path: Path) -> int:
    """Whether the models here are whole; exit status 1 when one is not."""
    from bot.config import read_config
    from bot.edge.models import check as check_models

    config = read_config(config_path)
    found = check_models(_settings(config))
    if not found:
        click.echo(f"{config.models_dir}: there are no models here; see: winback models list LANGUAGE")
    for model in found:
        click.echo(
            f"{'broken' if model.fault else 'whole ':<7} {model.kind:<6} {model.name:<44} {megabytes(model.size):>9}"
        )
        if model.fault:
            click.echo(f"        {model.fault}")
    return 1 if any(model.fault for model in found) else 0


def megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _settings(config: Config) -> ModelSettings:
    """The publishers' addresses, or those config.yaml names instead. Raises WinbackError for a publisher unknown."""
    from bot.edge.models import ModelSettings
    from bot.source import WinbackError, did_you_mean

    plain = ModelSettings(config.models_dir)
    for publisher in config.publishers:
        if publisher not in KINDS:
            hint = did_you_mean(publisher, KINDS) or f"there are: {', '.join(KINDS)}"
            raise WinbackError(f"{config.path}: no publisher is called “{publisher}”; {hint}")
    addresses = {"vosk": plain.vosk_url, "piper": plain.piper_url, **config.publishers}
    return ModelSettings(config.models_dir, addresses["vosk"], addresses["piper"])


def _offers(kind: str, language: str, settings: ModelSettings) -> tuple[Offer, ...]:
    from bot.edge.models import piper_offers, vosk_offers

    return vosk_offers(language, settings) if kind == "vosk" else piper_offers(language, settings)


def _chosen(offers: tuple[Offer, ...], kind: str, language: str, name: str) -> Offer:
    """Raises WinbackError where there is none, or none of that name."""
    from bot.source import WinbackError, did_you_mean

    if not offers:
        raise WinbackError(f"{kind} has nothing for “{language}”; callees can press keys all the same")
    if not name:
        return offers[0]
    for offer in offers:
        if offer.name == name:
            return offer
    names = [offer.name for offer in offers]
    raise WinbackError(
        f"{kind} has no “{name}” for “{language}”; {did_you_mean(name, names) or 'there are: ' + ', '.join(names)}"
    )


def _setting(kind: str, language: str, path: Path) -> str:
    """The line config.yaml needs."""
    if kind == "vosk":
        return f"{language}: {{recognizer: vosk, model: {path}, voice: auto}}"
    return f"{language}: {{recognizer: ..., voice: {path}}}   # keep the recognizer you have"


def _shown(path: Path, root: Path) -> Path:
    """Relative to config.yaml where it lies below it, as paths there are."""
    return path.relative_to(root) if path.is_relative_to(root) else path

"""`winback graph`: a script as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.edge import open_house
from bot.cli.shell import write_whole


@click.command()
@click.argument("script")
@click.option("--language", "-l", default="", help="Whose words stand in the boxes (default: the script's first).")
@click.option("--to", "target", type=click.Path(path_type=Path), help="FILE.svg, or FILE.mmd for Mermaid [SCRIPT.svg].")
@click.pass_obj
def graph(config_path: Path, script: str, language: str, target: Path | None) -> int:
    """Draw SCRIPT: what the bot says, where each answer leads, the longest way, what holds at every question."""
    from bot.insight.script_map import map_of
    from bot.source import WinbackError

    loaded = open_house(config_path).script(script)
    if language and language not in loaded.languages:
        raise WinbackError(f"{loaded.id} is not in “{language}”; its languages: {', '.join(loaded.languages)}")
    path = target or Path(f"{loaded.id}.svg")
    chart = map_of(loaded, language or loaded.languages[0])
    if path.suffix == ".svg":
        from bot.insight.map_svg import svg

        drawn = svg(chart)
    elif path.suffix in (".mmd", ".mermaid"):
        from bot.insight.map_mermaid import mermaid

        drawn = mermaid(chart)
    else:
        raise WinbackError(f"{path}: name a file that ends in .svg, or in .mmd for Mermaid")
    write_whole(path, drawn.encode())
    click.echo(path)
    return 0

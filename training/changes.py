"""Sentences about a change of trade, put together from words by class, with the direction that they have by construction.

They teach the head of ``claims.py`` words of change that few articles have: which way a verb points, what an obstacle or
a denial turns round, that figures decide, that a level or a rank points nowhere.  One verb in six is held out
(``python training/changes.py`` prints a sample).
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator

LANDS = (
    "Kenya Peru Vietnam Poland Ghana Chile Turkey Egypt India Brazil Canada Japan Iran Iraq Nigeria Mexico Spain Jordan Thailand "
    "Ukraine Uganda Morocco Bolivia Norway Laos Angola Cuba Nepal Oman Serbia France Germany China Russia"
).split()
GOODS = (
    "tea|coffee|rice|wheat|steel|copper|cement|textiles|garments|timber|beef|poultry|fish|sugar|cotton|cocoa|cars|machinery|fertiliser|"
    "crude oil|natural gas|fruit|flowers|medicines|palm oil|soybeans|maize|coal|furniture|wine"
).split("|")
WHEN = (
    "|last year|in March|in the first quarter|this year|in 2019|since January|over the winter|in the second half|after the election|"
    "during the dry season|between April and June"
).split("|")
WHO = "the ministry said|traders said|an exporter said|official figures show|the chamber said|according to the customs office||||".split(
    "|"
)

# Past forms; the amount of trade is the subject.
ROSE = (
    "rose grew increased climbed jumped surged soared doubled tripled quadrupled rebounded recovered improved expanded accelerated "
    "swelled ballooned mushroomed skyrocketed rocketed multiplied snowballed flourished thrived boomed spiked strengthened leapt "
    "advanced revived resumed burgeoned escalated proliferated prospered trebled quickened blossomed shot_up picked_up went_up "
    "took_off bounced_back gathered_pace gained_ground hit_a_record reached_a_new_high came_back reached_an_all-time_high "
    "set_a_record more_than_doubled was_on_the_rise perked_up edged_up inched_up crept_up roared_back turned_the_corner"
).split()
FELL = (
    "fell dropped declined decreased shrank plunged slumped tumbled dipped sank contracted weakened collapsed dwindled halved "
    "plummeted nosedived slid slipped diminished evaporated vanished withered waned ebbed faltered crumbled sagged eroded languished "
    "deteriorated worsened stalled ceased stopped crashed receded retreated suffered dried_up fell_off tapered_off petered_out "
    "went_down tailed_off fell_away ground_to_a_halt came_to_a_standstill took_a_hit took_a_beating lost_ground hit_a_low "
    "came_to_a_stop hit_a_ten-year_low was_in_free_fall shrivelled imploded foundered dropped_off was_wiped_out was_down "
    "fizzled_out came_to_nothing was_on_the_wane thinned_out dropped_sharply nearly_disappeared"
).split()
HELPED = (
    "boosted lifted helped spurred stimulated encouraged revived promoted increased doubled strengthened facilitated eased "
    "opened_the_way_for breathed_life_into drove_up gave_a_push_to underpinned bolstered fuelled paved_the_way_for sped_up widened"
).split()
HURT = (
    "hurt hit harmed hampered hindered disrupted damaged cut reduced halved paralysed crippled choked stifled depressed dampened "
    "squeezed impeded halted stopped blocked strangled undermined slashed curtailed hobbled eroded crimped throttled derailed "
    "bogged_down put_paid_to wiped_out took_a_toll_on put_a_brake_on weighed_on shut_off held_back brought_down cut_off stymied "
    "killed_off dealt_a_blow_to"
).split()
RAISED = (
    "raised imposed introduced increased doubled tightened extended slapped announced stiffened widened reimposed reinstated "
    "threatened_to_raise is_considering decided_to_keep brought_back stepped_up toughened refused_to_drop clung_to pressed_ahead_with"
).split()
EASED = (
    "lifted removed scrapped eased abolished cut reduced lowered suspended relaxed waived ended dropped cancelled halved repealed "
    "rescinded revoked phased_out did_away_with called_off rolled_back agreed_to_drop struck_down dismantled slashed axed withdrew "
    "loosened softened watered_down promised_to_lift overturned decided_against"
).split()
OBSTACLES = "tariff|duty|import ban|embargo|import levy|surcharge|anti-dumping duty|export ban|restrictions|sanctions|import tax".split(
    "|"
)
CAUSES = "The drought|The new road|The strike|The agreement|The port's new rule|The war|A weaker currency|The dispute|A better harvest".split(
    "|"
)
NOUNS = {
    "up": "rise increase jump surge recovery rebound upswing uptick boom growth leap revival doubling upturn".split(),
    "down": "fall drop decline slump plunge decrease dip collapse contraction erosion slide downturn shortfall halving".split(),
}


def held_out(word: str) -> bool:
    """Tell whether a word of change is kept from training."""
    return zlib.crc32(word.encode()) % 6 == 0


def sentences(n: int, seed: int, unseen: bool = False) -> Iterator[tuple[str, str | None]]:
    """Yield ``n`` sentences with their direction, None for one that makes no claim about trade.

    ``unseen``: with the words of change that are held out, and these alone.
    """
    rng = random.Random(seed)
    for _ in range(n):
        text, way = rng.choice(_changing if unseen else FRAMES)(rng, unseen)
        yield text.replace("_", " "), way


def _word(rng: random.Random, words: list[str], unseen: bool) -> str:
    return rng.choice([w for w in words if held_out(w) == unseen])


def _flow(rng: random.Random, start: bool = True) -> str:
    a, b = rng.sample(LANDS, 2)
    good = rng.choice(GOODS)
    made = rng.choice([
        f"{a}'s exports of {good} to {b}", f"{good} exports from {a} to {b}", f"trade between {a} and {b}", f"imports of {good} from {a}",
        f"shipments of {good} to {b}", f"{a}'s {good} exports", f"sales of {good} to {b}", f"bilateral trade with {b}", f"exports to {b}",
        f"{b}'s imports of {good}", f"cross-border trade with {a}", f"deliveries of {a}'s {good} to {b}",
    ])  # fmt: skip
    return made[0].upper() + made[1:] if start else made


def _ending(rng: random.Random) -> str:
    when, who = rng.choice(WHEN), rng.choice(WHO)
    return f"{' ' + when if when else ''}{', ' + who if who else ''}."


def _moved(rng: random.Random, unseen: bool) -> tuple[str, str]:
    way = rng.choice(("up", "down"))
    return f"{_flow(rng)} {_word(rng, ROSE if way == 'up' else FELL, unseen)}{_ending(rng)}", way


def _caused(rng: random.Random, unseen: bool) -> tuple[str, str]:
    way = rng.choice(("up", "down"))
    verb = _word(rng, HELPED if way == "up" else HURT, unseen)
    return f"{rng.choice(CAUSES)} {verb} {_flow(rng, start=False)}{_ending(rng)}", way


def _measure(rng: random.Random, unseen: bool) -> tuple[str, str]:
    way = rng.choice(("up", "down"))
    a, b = rng.sample(LANDS, 2)
    verb, what = _word(rng, EASED if way == "up" else RAISED, unseen), rng.choice(OBSTACLES)
    return f"{a} {verb} its {what} on {rng.choice(GOODS)} from {b}{_ending(rng)}", way


def _noun(rng: random.Random, unseen: bool) -> tuple[str, str]:
    way = rng.choice(("up", "down"))
    lead = rng.choice(
        ["The figures showed a", "There was a sharp", "Traders spoke of a", "The year brought a", "He reported a steep"]
    )
    return f"{lead} {rng.choice(NOUNS[way])} in {_flow(rng, start=False)}{_ending(rng)}", way


def _figures(rng: random.Random, unseen: bool) -> tuple[str, str]:
    way, (low, high) = rng.choice(("up", "down")), sorted(rng.sample(range(2, 99), 2))
    now, before = (high, low) if way == "up" else (low, high)
    unit = rng.choice(
        ["million dollars", "billion dollars", "million tonnes", "thousand tonnes", "thousand head", "million barrels"]
    )
    return rng.choice([
        f"{_flow(rng)} came to {now} {unit}, against {before} {unit} a year before.",
        f"{_flow(rng)} stood at {now} {unit}, compared with {before} {unit} in the same month of last year.",
        f"{_flow(rng)} went from {before} to {now} {unit}{_ending(rng)}",
        f"{_flow(rng)} totalled {now} {unit} in 2019 and {before} {unit} in 2018.",
        f"{_flow(rng)} were {now} {unit}, {'up' if way == 'up' else 'down'} from {before} {unit}.",
        f"At {now} {unit}, {_flow(rng, start=False)} were {'above' if way == 'up' else 'below'} those of the year before.",
    ]), way  # fmt: skip


def _extreme(rng: random.Random, unseen: bool) -> tuple[str, str]:
    return rng.choice([
        (f"{_flow(rng)} have never been {rng.choice(['lower', 'weaker', 'smaller', 'worse'])}{_ending(rng)}", "down"),
        (f"{_flow(rng)} have never been {rng.choice(['higher', 'stronger', 'greater', 'better'])}{_ending(rng)}", "up"),
        (f"{_flow(rng)} were the {rng.choice(['lowest', 'weakest', 'smallest', 'worst'])} in {rng.randint(3, 20)} years{_ending(rng)}", "down"),
        (f"{_flow(rng)} were the {rng.choice(['highest', 'strongest', 'largest', 'best'])} in {rng.randint(3, 20)} years{_ending(rng)}", "up"),
    ])  # fmt: skip


def _turned(rng: random.Random, unseen: bool) -> tuple[str, str]:
    a, b = rng.sample(LANDS, 2)
    return rng.choice([
        (f"{_flow(rng)} did not {rng.choice(['rise', 'grow', 'increase', 'change', 'move'])}{_ending(rng)}", "flat"),
        (f"{_flow(rng)} are unlikely to be {rng.choice(['affected', 'hit', 'harmed', 'hurt', 'disrupted'])}{_ending(rng)}", "flat"),
        (f"{rng.choice(CAUSES)} {rng.choice(['will not hurt', 'has not touched', 'did not affect'])} {_flow(rng, start=False)}{_ending(rng)}", "flat"),
        (f"{_flow(rng)} {rng.choice(['held steady', 'were unchanged', 'remained stable', 'were about the same as a year ago'])}{_ending(rng)}", "flat"),
        (f"{_flow(rng)} have not {rng.choice(['recovered', 'resumed', 'come back', 'picked up again'])}{_ending(rng)}", "down"),
        (f"{_flow(rng)} show no sign of {rng.choice(['slowing', 'stopping', 'falling', 'slackening'])}{_ending(rng)}", "up"),
        (f"{_flow(rng)} show no sign of {rng.choice(['recovery', 'picking up', 'improving', 'life'])}{_ending(rng)}", "down"),
        (f"Growth of {_flow(rng, start=False)} slowed to {rng.randint(1, 6)} percent{_ending(rng)}", "up"),
        (f"The decline in {_flow(rng, start=False)} {rng.choice(['slowed', 'continued', 'deepened'])}{_ending(rng)}", "down"),
        (f"{a} refused to {rng.choice(['lift', 'ease', 'drop'])} its {rng.choice(OBSTACLES)} on {rng.choice(GOODS)} from {b}{_ending(rng)}", "down"),
        (f"{a} will no longer {rng.choice(['block', 'restrict', 'tax', 'ban'])} {rng.choice(GOODS)} from {b}{_ending(rng)}", "up"),
        (f"{a} and {b} failed to agree on a trade deal{_ending(rng)}", "down"),
        (f"{a} threatened {rng.choice(['new duties', 'a ban', 'tariffs', 'sanctions'])} on {rng.choice(GOODS)} from {b}{_ending(rng)}", "down"),
    ])  # fmt: skip


def _level(rng: random.Random, unseen: bool) -> tuple[str, str]:
    a, b = rng.sample(LANDS, 2)
    good, n = rng.choice(GOODS), rng.randint(3, 900)
    return rng.choice([
        f"{_flow(rng)} were worth {n} million dollars in {rng.randint(2009, 2022)}.",
        f"{a} is {b}'s {rng.choice(['largest', 'second-largest', 'main', 'third biggest'])} trading partner.",
        f"{a} is one of the world's largest exporters of {good}.",
        f"{a} sells about {n % 80 + 5} percent of its {good} to {b}.",
        f"{a} depends on {b} for most of its {good}.",
        f"{a} exported {n},000 tonnes of {good} to {b} {rng.choice(['last year', 'in 2018', 'in May'])}.",
        f"{a} accounts for {rng.choice(['a third', 'a quarter', 'half', 'a fifth'])} of {b}'s {good} imports.",
        f"{a}'s trade {rng.choice(['deficit', 'surplus', 'gap'])} with {b} {rng.choice(['widened', 'narrowed', 'shrank', 'grew', 'was'])} to {n} million dollars.",
        f"The trade agreement between {a} and {b} dates from {rng.randint(1980, 2015)}.",
    ]), "unclear"  # fmt: skip


def _no_claim(rng: random.Random, unseen: bool) -> tuple[str, None]:
    a, b = rng.sample(LANDS, 2)
    goods = rng.sample(GOODS, 3)
    return rng.choice([
        f"{a}'s exports include {goods[0]}, {goods[1]} and {goods[2]}.", f"Its main exports are {goods[0]} and {goods[1]}.",
        f"The goods traded are {goods[0]}, {goods[1]} and {goods[2]}.", f"{a}'s trade minister arrived in {b} on Sunday.",
        f"The commerce minister of {a} wore a dark suit.", f"A customs officer from {a} retired in May.",
        f"The trade union of {a} called a strike over pay.", f"{_capital(goods[0])} prices at home rose in {a}.",
        f"The chamber of commerce of {a} elected a new chairman.", f"The president of {a} visited a school near the port.",
        f"The {goods[0]} harvest festival drew thousands of people in {a}.", f"Police in {a} found drugs hidden among {goods[0]}.",
    ]), None  # fmt: skip


def _capital(good: str) -> str:
    """Return a good as the first word of a sentence."""
    return good[0].upper() + good[1:]


Frame = Callable[[random.Random, bool], tuple[str, str | None]]
_changing: list[Frame] = [_moved, _caused, _measure]
FRAMES: list[Frame] = [
    _moved, _moved, _moved, _caused, _caused, _measure, _measure, _noun, _figures, _figures, _extreme, _turned, _turned, _turned,
    _level, _level, _level, _no_claim, _no_claim,
]  # fmt: skip


if __name__ == "__main__":
    for text, way in sentences(40, 0):
        print(f"{way or 'no claim':>9}  {text}")

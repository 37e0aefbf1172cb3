#!/bin/sh
# Makes config/recordings/*.wav from the greetings, the voicemails and the law, offline, with the robot voice of espeak-ng
# (apt install espeak-ng). The same words give the same bytes. The robot is a stand-in: docs/messages.md says how to put
# a human voice in its place.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PWD/.venv/bin:$PATH"
spoken=$(mktemp)
trap 'rm -f "$spoken"' EXIT
mkdir -p config/recordings

read_words='
import sys
from pathlib import Path
from decoy import recordings, tables
from decoy.words import Words
language = sys.argv[1]
words = tables.check(Words, [Path(f"config/messages/{language}.toml")])
for track, text in recordings.scripts(language, words).items():
    print(track, *text.split())
'
convert='
import sys
from pathlib import Path
from decoy import sound
wav = sound.convert(Path(sys.argv[1]).read_bytes(), tone=sys.argv[2].startswith("config/recordings/cover-"))
Path(sys.argv[2]).write_bytes(wav)
print(f"{sys.argv[2]}: {sound.seconds(wav):.1f} s, {len(wav)} bytes")
'

# Of the variants tried, Annie has the most energy between 1 and 3.4 kHz, where a telephone carries consonants,
# the fullest level, and clips in none of the three languages.
for voice in fr+Annie nl+Annie en-gb-x-rp+Annie; do
    language=${voice%%[+-]*}
    python3 -c "$read_words" "$language" | while read -r track text; do
        printf '%s\n' "$text" | espeak-ng -b 1 -v "$voice" -s 145 -w "$spoken" --stdin
        python3 -c "$convert" "$spoken" "config/recordings/$track.wav"
    done
done

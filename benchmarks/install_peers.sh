#!/usr/bin/env bash
# Install the programs that benchmarks.peers measures beside rature: LanguageTool (Maven Central) and
# Python packages into .peers/, Grammalecte and hunspell from Debian. What cannot be had is told, and
# left out of the table. Needs Java 17 and Maven for LanguageTool, root for Debian's packages.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LANGUAGETOOL=6.8
PYTHON_PACKAGES=(pyspellchecker==0.9.0 symspellpy==6.10.1 ftfy==6.3.1)
DEBIAN_PACKAGES=(grammalecte-cli hunspell hunspell-fr-comprehensive)
HOME_OF_PEERS=.peers

missing() { echo "install_peers: no $1 to be had: it is left out of the table" >&2; }
mkdir -p "$HOME_OF_PEERS"

for package in "${DEBIAN_PACKAGES[@]}"; do
	dpkg -s "$package" > /dev/null 2>&1 \
		|| DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" > /dev/null 2>&1 \
		|| missing "$package"
done

if [ ! -e "$HOME_OF_PEERS/languagetool" ]; then
	cat > "$HOME_OF_PEERS/pom.xml" <<-POM
		<project xmlns="http://maven.apache.org/POM/4.0.0">
		  <modelVersion>4.0.0</modelVersion>
		  <groupId>peers</groupId><artifactId>peers</artifactId><version>1</version>
		  <dependencies>
		    <dependency><groupId>org.languagetool</groupId><artifactId>languagetool-server</artifactId>
		      <version>$LANGUAGETOOL</version></dependency>
		    <dependency><groupId>org.languagetool</groupId><artifactId>language-fr</artifactId>
		      <version>$LANGUAGETOOL</version></dependency>
		  </dependencies>
		</project>
	POM
	mvn --quiet --batch-mode --file "$HOME_OF_PEERS/pom.xml" dependency:copy-dependencies \
		-DoutputDirectory="$PWD/$HOME_OF_PEERS/languagetool" > /dev/null 2>&1 \
		|| { rm -rf "$HOME_OF_PEERS/languagetool"; missing LanguageTool; }
fi

[ -e "$HOME_OF_PEERS/venv" ] || python3 -m venv "$HOME_OF_PEERS/venv"
for package in "${PYTHON_PACKAGES[@]}"; do
	"$HOME_OF_PEERS/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package" > /dev/null 2>&1 \
		|| missing "$package"
done

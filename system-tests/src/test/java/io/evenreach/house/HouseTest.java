package io.evenreach.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Holds what the documents say against what the repository is. */
class HouseTest {

    private static final Set<String> SERVICES =
            Set.of("identity-service", "campaign-service", "frequency-service", "guide-commerce-service", "gateway");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))\\.(\\w+)`");
    private static final Pattern PROBLEM_CODE = Pattern.compile(
            "(?:new ProblemException\\(|tooMany\\(|invalidField\\(|new FieldError\\(|Problems\\.write\\(|Problems\\.of\\()[^;]*?\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\"",
            Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("@Command\\(\\s*name = \"([a-z-]+)\"");
    private static final Pattern DOCUMENTED_COMMAND =
            Pattern.compile("\\./evenreach ([a-z][a-z-]*)((?: [^`|#&\\s\\])]+)*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Pattern FORBIDDEN_NAME = Pattern.compile("\\w+(?:Manager|Utils?|Helper|Impl)\\.java");

    @Test
    void namesAnExistingTestForEveryPromise() {
        String guarantees = Repository.read("docs/reference/guarantees.md");
        List<MatchResult> named = TEST_NAME.matcher(guarantees).results().toList();
        Map<String, String> tests = Repository.files(".java").stream()
                .filter(file -> Repository.name(file).contains("src/test"))
                .collect(Collectors.toMap(
                        file -> String.valueOf(file.getFileName()).replace(".java", ""),
                        Repository::read,
                        (first, second) -> first + second));

        assertThat(named).isNotEmpty();
        assertThat(named)
                .allSatisfy(name -> assertThat(tests.getOrDefault(name.group(1), ""))
                        .as("guarantees.md names " + name.group(1) + "." + name.group(2) + ", which is not there")
                        .containsPattern("void " + name.group(2) + "\\("));
        assertThat(guarantees.lines().filter(line -> line.startsWith("| ") && !line.contains("Promise")))
                .as("every promise names its test")
                .allSatisfy(line -> assertThat(line).containsPattern(TEST_NAME));
    }

    @Test
    void keepsServicesIndependentOfEachOther() {
        for (String service : SERVICES) {
            String pom = Repository.read(service + "/pom.xml");
            assertThat(SERVICES.stream().filter(other -> !other.equals(service)))
                    .as(service + " may depend on kernel, identifiers, contracts and platform only")
                    .noneMatch(other -> pom.contains("<artifactId>" + other + "</artifactId>"));
        }
    }

    @Test
    void documentsEveryErrorCode() {
        String catalogue = Repository.read("docs/reference/errors.md");
        Set<String> undocumented = new TreeSet<>();
        for (Path file : Repository.files(".java")) {
            if (Repository.name(file).contains("src/main")) {
                PROBLEM_CODE
                        .matcher(Repository.read(file))
                        .results()
                        .map(code -> code.group(1))
                        .filter(code -> !catalogue.contains("`" + code + "`"))
                        .forEach(code -> undocumented.add(code + " in " + Repository.name(file)));
            }
        }

        assertThat(undocumented).as("add these to docs/reference/errors.md").isEmpty();
    }

    @Test
    void marksEveryPackageAndSaysWhatItIsFor() {
        List<String> unmarked = new ArrayList<>();
        Set<Path> folders = Repository.files(".java").stream()
                .filter(file -> Repository.name(file).contains("src/main"))
                .map(file -> Repository.ROOT.resolve(String.valueOf(file.getParent())))
                .collect(Collectors.toSet());
        for (Path folder : folders) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info)
                    || !Repository.read(info).contains("@NullMarked")
                    || !Repository.read(info).contains("/**")) {
                unmarked.add(Repository.name(folder));
            }
        }

        assertThat(unmarked)
                .as("a package needs a package-info.java with @NullMarked and a sentence of purpose")
                .isEmpty();
    }

    @Test
    void usesNamesThatSayWhatAThingIs() {
        assertThat(Repository.files(".java").stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(FORBIDDEN_NAME.asMatchPredicate()))
                .as("say what it is instead of Manager, Util, Helper or Impl")
                .isEmpty();
    }

    @Test
    void locksBrowserPackagesWithoutNamingARegistry() {
        assertThat(Repository.files("package-lock.json"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Repository.read(file))
                        .as("npm install with omit-lockfile-registry-resolved=true")
                        .doesNotContain("\"resolved\""));
    }

    @Test
    void composesEveryServiceFromAnImageThatCanBeBuilt() {
        Map<String, Object> compose = new Yaml().load(Repository.read("docker-compose.yml"));
        Map<?, ?> services = (Map<?, ?>) Objects.requireNonNull(compose.get("services"));
        Set<String> built = new TreeSet<>();
        services.values().forEach(service -> {
            if (((Map<?, ?>) service).get("build") instanceof Map<?, ?> build
                    && build.get("args") instanceof Map<?, ?> arguments) {
                built.add(String.valueOf(arguments.get("SERVICE")));
            }
        });

        assertThat(built).containsExactlyInAnyOrderElementsOf(SERVICES);
        assertThat(built)
                .allSatisfy(
                        service -> assertThat(Repository.ROOT.resolve(service).resolve("pom.xml"))
                                .exists());
        assertThat(Repository.read("Dockerfile").lines().filter(line -> line.matches("[A-Z]+ .*")))
                .allSatisfy(
                        line -> assertThat(line).matches("(FROM|ARG|WORKDIR|COPY|RUN|USER|ENV|EXPOSE|ENTRYPOINT) .+"))
                .anySatisfy(line -> assertThat(line).startsWith("FROM"))
                .anySatisfy(line -> assertThat(line).startsWith("ENTRYPOINT"));
        String example = Repository.read(".env.example");
        assertThat(Pattern.compile("\\$\\{(\\w+)")
                        .matcher(Repository.read("docker-compose.yml"))
                        .results())
                .as("every variable of the compose file is in .env.example")
                .allSatisfy(variable -> assertThat(example).contains(variable.group(1) + "="));
    }

    @Test
    void linksOnlyToFilesThatExist() {
        Pattern link = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\\)");
        List<String> broken = new ArrayList<>();
        for (Path page : Repository.files(".md")) {
            link.matcher(Repository.read(page)).results().forEach(found -> {
                Path target = page.resolveSibling(found.group(1)).normalize();
                if (!Files.exists(target)) {
                    broken.add(Repository.name(page) + " → " + found.group(1));
                }
            });
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void documentsOnlyOptionsThatItsCommandsTake() {
        Map<String, String> commands = Repository.files(".java").stream()
                .filter(file -> Repository.name(file).startsWith("launcher/src/main"))
                .map(Repository::read)
                .flatMap(source -> COMMAND.matcher(source).results().map(name -> Map.entry(name.group(1), source)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<String> unknown = new ArrayList<>();
        for (Path page : Repository.files(".md")) {
            DOCUMENTED_COMMAND.matcher(Repository.read(page)).results().forEach(use -> {
                String source = commands.getOrDefault(use.group(1), "");
                OPTION.matcher(use.group(2))
                        .results()
                        .filter(option -> !source.contains("\"" + option.group() + "\""))
                        .forEach(option -> unknown.add(Repository.name(page) + ": " + use.group()));
            });
        }

        assertThat(commands).containsKeys("up", "bench", "audit", "demo");
        assertThat(unknown).isEmpty();
    }
}

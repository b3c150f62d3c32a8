package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The commands of `scripts/` on a machine that has hardly anything.
final class ScriptsTest {
    private static final Pattern PROGRAM = Pattern.compile("^run_java (\\S+)", Pattern.MULTILINE);

    /// What the scripts may count on everywhere, and all that they get here.
    private static final List<String> TOOLS = List.of("bash", "basename", "cat", "dirname", "sed");

    /// How a script ended.
    ///
    /// @param exit its exit code
    /// @param out its stdout
    /// @param errors its stderr
    private record Ended(int exit, String out, String errors) {}

    @ParameterizedTest
    @MethodSource("scripts")
    void helpNeedsNoJdkAndNoBuild(Path script, @TempDir Path tools) throws IOException, InterruptedException {
        for (var option : List.of("--help", "-h")) {
            var ended = run(tools, Map.of(), script, option);

            // The programs' own help begins in another way.
            assertThat(ended.out()).startsWith("usage: scripts/" + script.getFileName());
            assertThat(ended.errors()).isEmpty();
            assertThat(ended.exit()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void helpNamesEveryOptionOfTheProgram(Path script, @TempDir Path tools)
            throws IOException, InterruptedException, ClassNotFoundException {
        var help = run(tools, Map.of(), script, "--help").out();

        for (var type : program(script).stream().toList()) {
            assertThat(words(type))
                    .isNotEmpty()
                    .allSatisfy(word -> assertThat(help)
                            .as("%s, which is known to %s", word, type.getSimpleName())
                            .containsPattern("(?m)(^|[ \\[])" + word + "\\b"));
        }
    }

    @Test
    void programsAreFound() throws IOException, ClassNotFoundException {
        assertThat(program(script("sim")).map(Class::getSimpleName)).contains("SimulationCommand");
        assertThat(program(script("cluster")).stream().flatMap(ScriptsTest::words))
                .contains("--dir", "--nodes", "partition");
    }

    @Test
    void withoutMavenThatIsSaidInOneLineWithExitCode2(@TempDir Path tools) throws IOException, InterruptedException {
        var ended = run(tools, Map.of("JAVA_HOME", System.getProperty("java.home")), script("test"));

        assertThat(ended.errors().lines()).singleElement().asString().contains("needs Apache Maven");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exit()).isEqualTo(2);
    }

    static Stream<Path> scripts() throws IOException {
        try (var files = Files.list(ProjectTree.ROOT.resolve("scripts"))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    private static Path script(String name) {
        return ProjectTree.ROOT.resolve("scripts").resolve(name);
    }

    /// Runs a script with no other program on its `PATH` than [#TOOLS].
    private static Ended run(Path tools, Map<String, String> environment, Path script, String... arguments)
            throws IOException, InterruptedException {
        for (var tool : TOOLS) {
            var stub = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(installed(tool)));
            Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        var errors = tools.resolve("errors");
        var builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList());
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        var process = builder.redirectError(errors.toFile()).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(errors));
    }

    private static Path installed(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("neither /usr/bin nor /bin holds " + tool));
    }

    /// The main class that a script runs, if it runs one.
    private static Optional<Class<?>> program(Path script) throws IOException, ClassNotFoundException {
        var named = PROGRAM.matcher(Files.readString(script));
        return named.find() ? Optional.of(Class.forName(named.group(1))) : Optional.empty();
    }

    /// Options and subcommands of a program.
    private static Stream<String> words(Class<?> program) {
        var methods = Arrays.stream(program.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Command.class))
                .toList();
        Stream<AnnotatedElement> optional = Stream.concat(
                Arrays.stream(program.getDeclaredFields()),
                methods.stream().flatMap(method -> Arrays.stream(method.getParameters())));
        return Stream.concat(
                optional.flatMap(element -> Stream.ofNullable(element.getAnnotation(Option.class)))
                        .flatMap(option -> Arrays.stream(option.names())),
                methods.stream().map(method -> method.getName()));
    }
}

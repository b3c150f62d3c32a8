package dev.understudy.drills;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// How all commands of this room are run: exit codes, and errors in one line on stderr.
final class Commands {
    /// Done, and where something was judged, it held.
    static final int OK = 0;

    /// It was judged and did not hold.
    static final int NOT_HELD = 1;

    /// Wrong use, or something missing.
    static final int MISUSED = 2;

    private Commands() {}

    /// Runs a command.
    ///
    /// @return the exit code
    static int run(Object command, PrintStream errors, String... args) {
        CommandLine line = new CommandLine(command);
        line.setParameterExceptionHandler((wrong, _) -> {
            say(errors, wrong.getCommandLine(), wrong.getMessage() + " (see --help)");
            return MISUSED;
        });
        line.setExecutionExceptionHandler((failure, failed, _) -> switch (failure) {
            case GridException expected -> {
                say(errors, failed, String.valueOf(expected.getMessage()));
                yield MISUSED;
            }
            case UncheckedIOException missing -> {
                say(errors, failed, "%s: %s".formatted(missing.getMessage(), missing.getCause()));
                yield MISUSED;
            }
            default -> throw failure;
        });
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(args);
    }

    /// Wrong use that the parser did not notice.
    ///
    /// @param command where it was used so
    static ParameterException misuse(CommandSpec command, @Nullable String what) {
        return new ParameterException(command.commandLine(), String.valueOf(what));
    }

    /// Random numbers that are different each time, also in two processes that begin at the same time.
    static SplittableRandom unseeded() {
        return new SplittableRandom(
                System.nanoTime() ^ Long.reverse(ProcessHandle.current().pid()));
    }

    private static void say(PrintStream errors, CommandLine line, String message) {
        errors.printf("%s: %s%n", line.getCommandSpec().qualifiedName(" "), message);
    }
}

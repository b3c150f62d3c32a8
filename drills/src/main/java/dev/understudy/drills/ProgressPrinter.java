package dev.understudy.drills;

import java.io.PrintStream;

/// Shows progress on stderr: a bar on a terminal, a line every few seconds otherwise.
///
/// Not thread-safe.
final class ProgressPrinter implements Progress {
    /// Set to `true` by a script whose stderr is a terminal, which Java cannot find out.
    static final String TERMINAL_PROPERTY = "drills.terminal";

    private static final int LINE_SECONDS = 5;
    private static final int BAR_WIDTH = 40;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private boolean hasBar;

    ProgressPrinter(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /// One for a command.
    static ProgressPrinter onStderr() {
        return new ProgressPrinter(System.err, Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    @Override
    public void says(String what) {
        if (hasBar) {
            out.print(CLEAR_LINE);
            hasBar = false;
        }
        out.println(what);
    }

    @Override
    public void tick(int passedSeconds, int ofSeconds, long answered) {
        if (isTerminal) {
            int full = (int) ((long) BAR_WIDTH * passedSeconds / ofSeconds);
            out.printf(
                    "%s[%s%s] %d/%d s, %d asks answered",
                    CLEAR_LINE, "#".repeat(full), " ".repeat(BAR_WIDTH - full), passedSeconds, ofSeconds, answered);
            out.flush();
            hasBar = true;
        } else if (passedSeconds % LINE_SECONDS == 0) {
            out.printf("%d of %d s, %d asks answered%n", passedSeconds, ofSeconds, answered);
        }
    }
}

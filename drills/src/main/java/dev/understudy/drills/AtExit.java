package dev.understudy.drills;

/// Something to be done if this process is told to end meanwhile.
final class AtExit implements AutoCloseable {
    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    /// Has it done at the end of the process, until this is closed.
    static AtExit of(Runnable action) {
        Thread hook = Thread.ofPlatform().unstarted(action);
        Runtime.getRuntime().addShutdownHook(hook);
        return new AtExit(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // This process is ending already, and the hook runs.
        }
    }
}

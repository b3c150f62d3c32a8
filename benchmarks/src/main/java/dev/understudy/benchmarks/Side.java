package dev.understudy.benchmarks;

/// Who is measured.
enum Side {
    /// This library with its defaults.
    UNDERSTUDY("understudy"),
    /// Pekko typed with its stock dispatcher.
    PEKKO_DEFAULT("pekko_default"),
    /// Pekko typed on a fixed pool of as many threads as there are cores, a hundred messages in a turn.
    PEKKO_TUNED("pekko_tuned");

    /// The key of its figures in the results.
    final String key;

    Side(String key) {
        this.key = key;
    }

    LocalEngine engine(int workers) {
        return switch (this) {
            case UNDERSTUDY -> new UnderstudyEngine(workers);
            case PEKKO_DEFAULT -> PekkoEngine.stock();
            case PEKKO_TUNED -> PekkoEngine.tuned(workers);
        };
    }

    /// One process's part in a grid of several, which others join meanwhile; returns when all have.
    GridEngine grid(GridPlan plan, int process) {
        return switch (this) {
            case UNDERSTUDY -> new UnderstudyGrid(plan, process);
            case PEKKO_DEFAULT, PEKKO_TUNED -> new PekkoGrid(plan, process);
        };
    }
}

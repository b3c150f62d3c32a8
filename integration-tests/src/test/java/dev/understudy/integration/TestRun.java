package dev.understudy.integration;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Which run of the tests this is: what it makes outside its own process carries the mark, so that two runs side by
/// side
/// don't mix, and whoever started a run can clean up after it.
final class TestRun {
    /// The run's name: the one that `scripts/test` gave it, else one made of this process.
    static final String ID = Objects.requireNonNullElse(
                    System.getenv("TEST_RUN_OF_UNDERSTUDY"),
                    "run-" + ProcessHandle.current().pid())
            .toLowerCase(Locale.ROOT)
            .replace('.', '-');

    /// The label that every container of this run carries.
    static final Map<String, String> LABEL =
            Map.of("dev.understudy.run", Objects.requireNonNullElse(System.getenv("TEST_RUN_OF_UNDERSTUDY"), ID));

    private TestRun() {}
}

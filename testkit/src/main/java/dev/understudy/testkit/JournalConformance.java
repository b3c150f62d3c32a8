package dev.understudy.testkit;

import dev.understudy.persistence.FencingToken;
import dev.understudy.persistence.History;
import dev.understudy.persistence.Journal;
import dev.understudy.persistence.PersistenceId;
import dev.understudy.persistence.SequenceConflictException;
import dev.understudy.persistence.StaleTokenException;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What the contract of [Journal] comes to, as checks that any implementation must pass. With JUnit:
///
/// ```java
/// @TestFactory
/// Stream<DynamicTest> keepsTheContract() {
///     return JournalConformance.checks().stream()
///             .map(check -> dynamicTest(check.claim(), () -> check.run(new MyJournal())));
/// }
/// ```
///
/// Each check wants a journal that is empty.
public final class JournalConformance {
    private static final PersistenceId ID = new PersistenceId("account", "1");
    private static final PersistenceId OTHER = new PersistenceId("account", "2");
    private static final FencingToken FIRST = new FencingToken(7, 1);
    private static final FencingToken SECOND = new FencingToken(7, 2);
    private static final int RACERS = 8;

    /// Longer than any store takes for one turn; a check that waits so long has failed.
    private static final long PATIENCE_SECONDS = 30;

    private static final MessageCodec CODEC = MessageRegistry.builder().build().codec();

    /// What a check does with a journal.
    @FunctionalInterface
    private interface Work {
        void on(Journal journal) throws InterruptedException;
    }

    /// One claim about a journal.
    public static final class Check {
        private final String claim;
        private final Work work;

        private Check(String claim, Work work) {
            this.claim = claim;
            this.work = work;
        }

        /// What is claimed.
        public String claim() {
            return claim;
        }

        /// Checks it, and closes the journal.
        ///
        /// @param journal empty
        /// @throws AssertionError if the claim does not hold
        public void run(Journal journal) throws InterruptedException {
            try (journal) {
                work.on(journal);
            }
        }

        @Override
        public String toString() {
            return claim;
        }
    }

    private JournalConformance() {}

    /// All checks.
    public static List<Check> checks() {
        return List.of(
                new Check("turns are read in the order in which they were appended", journal -> {
                    append(journal, ID, FIRST, 0, turn(2, false));
                    append(journal, ID, FIRST, 2, turn(3, false));
                    expect(journal, ID, turn(2, false), turn(3, false));
                }),
                new Check("an entity that has stored nothing has an empty history", journal -> expect(journal, ID)),
                new Check("entities are kept apart", journal -> {
                    append(journal, ID, FIRST, 0, turn(1, false));
                    append(journal, OTHER, FIRST, 0, turn(5, false));
                    expect(journal, ID, turn(1, false));
                    expect(journal, OTHER, turn(5, false));
                }),
                new Check("a turn with the state needs none before it", journal -> {
                    append(journal, ID, FIRST, 0, turn(1, false));
                    append(journal, ID, FIRST, 1, turn(2, true));
                    append(journal, ID, FIRST, 2, turn(3, false));
                    expect(journal, ID, turn(2, true), turn(3, false));
                }),
                new Check("a writer that has lost count is refused, and nothing is written", journal -> {
                    append(journal, ID, FIRST, 0, turn(2, false));
                    refused(journal.append(ID, FIRST, 1, turn(3, false)), SequenceConflictException.class);
                    refused(journal.append(ID, FIRST, 3, turn(4, false)), SequenceConflictException.class);
                    refused(journal.append(OTHER, FIRST, 1, turn(2, false)), SequenceConflictException.class);
                    expect(journal, ID, turn(2, false));
                    expect(journal, OTHER);
                }),
                new Check("a former owner is refused once the fence is raised, and nothing is written", journal -> {
                    append(journal, ID, FIRST, 0, turn(1, false));
                    done(journal.raiseFence(SECOND));
                    refused(journal.append(ID, FIRST, 1, turn(2, false)), StaleTokenException.class);
                    append(journal, ID, SECOND, 1, turn(3, false));
                    expect(journal, ID, turn(1, false), turn(3, false));
                }),
                new Check("a former owner is refused for entities that the new one has not touched", journal -> {
                    done(journal.raiseFence(SECOND));
                    refused(journal.append(OTHER, FIRST, 0, turn(1, false)), StaleTokenException.class);
                    expect(journal, OTHER);
                }),
                new Check("what a later owner appends raises the fence", journal -> {
                    append(journal, ID, SECOND, 0, turn(1, false));
                    refused(journal.append(ID, FIRST, 1, turn(2, false)), StaleTokenException.class);
                    refused(journal.raiseFence(FIRST), StaleTokenException.class);
                    expect(journal, ID, turn(1, false));
                }),
                new Check("a fence is never lowered, and may be raised to where it stands", journal -> {
                    done(journal.raiseFence(SECOND));
                    done(journal.raiseFence(SECOND));
                    refused(journal.raiseFence(FIRST), StaleTokenException.class);
                    append(journal, ID, SECOND, 0, turn(1, false));
                }),
                new Check("shards have fences of their own", journal -> {
                    done(journal.raiseFence(SECOND));
                    append(journal, OTHER, new FencingToken(8, 1), 0, turn(1, false));
                    expect(journal, OTHER, turn(1, false));
                }),
                new Check("a history that was read does not change", journal -> {
                    append(journal, ID, FIRST, 0, turn(1, false));
                    var before = done(journal.read(ID));
                    append(journal, ID, FIRST, 1, turn(2, false));
                    equal(List.of(turn(1, false)), before.turns(), "the history read before");
                    before.add(turn(9, true));
                    expect(journal, ID, turn(1, false), turn(2, false));
                }),
                new Check("of writers that go on after the same turn one wins", JournalConformance::race));
    }

    private static void race(Journal journal) throws InterruptedException {
        append(journal, ID, FIRST, 0, turn(1, false));
        var writing = new ArrayList<CompletableFuture<Void>>();
        for (int racer = 0; racer < RACERS; racer++) {
            writing.add(journal.append(ID, FIRST, 1, turn(2 + racer, false)));
        }
        var won = new ArrayList<StoredTurn>();
        for (int racer = 0; racer < RACERS; racer++) {
            if (failure(writing.get(racer)) == null) {
                won.add(turn(2 + racer, false));
            }
        }
        equal(1, won.size(), "how many have won");
        expect(journal, ID, turn(1, false), won.getFirst());
    }

    private static StoredTurn turn(long sequenceNumber, boolean hasState) {
        return StoredTurn.encode(
                CODEC, sequenceNumber, List.of("event " + sequenceNumber), hasState ? "state" : null, false);
    }

    private static void append(Journal journal, PersistenceId id, FencingToken token, long after, StoredTurn turn)
            throws InterruptedException {
        done(journal.append(id, token, after, turn));
    }

    private static void expect(Journal journal, PersistenceId id, StoredTurn... turns) throws InterruptedException {
        var history = done(journal.read(id));
        equal(List.of(turns), history.turns(), "the history of " + id);
        equal(History.of(List.of(turns)).sequenceNumber(), history.sequenceNumber(), "where " + id + " is");
    }

    private static <T> T done(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new AssertionError("the journal refused: " + refused.getCause(), refused);
        } catch (TimeoutException late) {
            throw new AssertionError("the journal has not answered for %d s".formatted(PATIENCE_SECONDS), late);
        }
    }

    private static @Nullable Throwable failure(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (TimeoutException late) {
            throw new AssertionError("the journal has not answered for %d s".formatted(PATIENCE_SECONDS), late);
        }
    }

    private static void refused(CompletableFuture<?> future, Class<? extends Throwable> why)
            throws InterruptedException {
        var failure = failure(future);
        if (!why.isInstance(failure)) {
            throw new AssertionError(
                    "should fail with %s, and has: %s".formatted(why.getSimpleName(), failure), failure);
        }
    }

    private static void equal(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError("%s is %s and should be %s".formatted(what, actual, expected));
        }
    }
}

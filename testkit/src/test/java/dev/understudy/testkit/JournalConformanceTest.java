package dev.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.understudy.persistence.FencingToken;
import dev.understudy.persistence.History;
import dev.understudy.persistence.InMemoryJournal;
import dev.understudy.persistence.Journal;
import dev.understudy.persistence.PersistenceId;
import dev.understudy.persistence.StoredTurn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JournalConformanceTest {
    /// A journal that breaks one rule of the contract.
    private static class Broken implements Journal {
        private final InMemoryJournal journal = new InMemoryJournal();

        @Override
        public CompletableFuture<Void> raiseFence(FencingToken token) {
            return journal.raiseFence(token);
        }

        @Override
        public CompletableFuture<Void> append(PersistenceId id, FencingToken token, long after, StoredTurn turn) {
            return journal.append(id, token, after, turn);
        }

        @Override
        public CompletableFuture<History> read(PersistenceId id) {
            return journal.read(id);
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> theJournalInMemoryKeepsTheContract() {
        return JournalConformance.checks().stream()
                .map(check -> dynamicTest(check.claim(), () -> check.run(new InMemoryJournal())));
    }

    @Test
    void aJournalWithoutAFenceIsFound() {
        assertThat(broken(() -> new Broken() {
                    @Override
                    public CompletableFuture<Void> raiseFence(FencingToken token) {
                        return CompletableFuture.completedFuture(null);
                    }
                }))
                .isNotEmpty();
    }

    @Test
    void aJournalThatLetsAnyoneGoOnIsFound() {
        assertThat(broken(() -> new Broken() {
                    @Override
                    public CompletableFuture<Void> append(
                            PersistenceId id, FencingToken token, long after, StoredTurn turn) {
                        long last = super.read(id).join().sequenceNumber();
                        return last >= turn.sequenceNumber()
                                ? CompletableFuture.completedFuture(null)
                                : super.append(id, token, last, turn);
                    }
                }))
                .isNotEmpty();
    }

    @Test
    void aJournalThatForgetsIsFound() {
        assertThat(broken(() -> new Broken() {
                    @Override
                    public CompletableFuture<History> read(PersistenceId id) {
                        var turns = super.read(id).join().turns();
                        return CompletableFuture.completedFuture(
                                History.of(turns.subList(Math.max(0, turns.size() - 1), turns.size())));
                    }
                }))
                .isNotEmpty();
    }

    @Test
    void aFailedCheckTellsWhatWasSeen() {
        var check = JournalConformance.checks().getFirst();

        assertThatThrownBy(() -> check.run(new Broken() {
                    @Override
                    public CompletableFuture<History> read(PersistenceId id) {
                        return CompletableFuture.completedFuture(History.empty());
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the history of account/1 is []");
    }

    private static List<String> broken(Supplier<Journal> journal) {
        return JournalConformance.checks().stream()
                .filter(check -> {
                    try {
                        check.run(journal.get());
                        return false;
                    } catch (AssertionError found) {
                        return true;
                    } catch (InterruptedException interrupt) {
                        throw new IllegalStateException(interrupt);
                    }
                })
                .map(JournalConformance.Check::claim)
                .toList();
    }
}

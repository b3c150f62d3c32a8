package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which commands of a shard's log were answered, and what: the last answers of the last producers.
///
/// It is read from the log alone, so every owner knows at least what it must: *outside the window* nothing is
/// known, and a retry is told so; a first attempt is always new, since a lane delivers each message once.
///
/// *The low watermark* that each ask carries lets the owner forget before the window is full: its producer has no
/// ask below that outstanding. It is not in the log; another owner forgets when the next ask comes.
///
/// Confined to its owner.
final class AnswerWindow {
    private final LinkedHashMap<Incarnation, Answers> producers = new LinkedHashMap<>();
    private final int perProducer;
    private final int producerLimit;
    private boolean forgotten;

    private static final class Answers {
        long floor;
        final TreeMap<Long, Optional<Payload>> replies;

        Answers(long floor, Map<Long, Optional<Payload>> replies) {
            this.floor = floor;
            this.replies = new TreeMap<>(replies);
        }
    }

    /// What is known of a command.
    enum Verdict {
        /// It has not run: run it.
        NEW,
        /// It has run, and the answer is here.
        ANSWERED,
        /// It may have run.
        UNKNOWN
    }

    AnswerWindow(DedupeWindow from, Settings settings) {
        this.perProducer = settings.dedupeWindow();
        this.producerLimit = settings.dedupeProducers();
        this.forgotten = from.forgotten();
        from.producers()
                .forEach((producer, kept) -> producers.put(producer, new Answers(kept.floor(), kept.replies())));
    }

    Verdict judge(CommandId id, int attempt) {
        var answers = producers.get(id.producer());
        if (answers == null) {
            return forgotten && attempt > 1 ? Verdict.UNKNOWN : Verdict.NEW;
        }
        var reply = answers.replies.get(id.seq());
        if (reply != null) {
            return reply.isPresent() ? Verdict.ANSWERED : Verdict.UNKNOWN;
        }
        return id.seq() <= answers.floor && attempt > 1 ? Verdict.UNKNOWN : Verdict.NEW;
    }

    Optional<Payload> reply(CommandId id) {
        var answers = producers.get(id.producer());
        return answers == null ? Optional.empty() : answers.replies.getOrDefault(id.seq(), Optional.empty());
    }

    /// One more record of the log.
    void add(CommandId id, @Nullable Payload reply) {
        var answers = producers.remove(id.producer());
        if (answers == null) {
            answers = new Answers(0, Map.of());
        }
        producers.put(id.producer(), answers);
        answers.replies.put(id.seq(), Optional.ofNullable(reply));
        while (answers.replies.size() > perProducer) {
            answers.floor =
                    Math.max(answers.floor, answers.replies.pollFirstEntry().getKey());
        }
        if (producers.size() > producerLimit) {
            forgotten |= !producers.pollFirstEntry().getValue().replies.isEmpty();
        }
    }

    /// A producer has no ask below this outstanding.
    void trim(Incarnation producer, long lowWatermark) {
        var answers = producers.get(producer);
        if (answers != null) {
            answers.replies.headMap(lowWatermark).clear();
            answers.floor = Math.max(answers.floor, lowWatermark - 1);
        }
    }

    /// Forgets what another window of the same log has forgotten.
    void trimLike(AnswerWindow other) {
        other.producers.forEach((producer, answers) -> trim(producer, answers.floor + 1));
    }

    /// As a snapshot keeps it.
    DedupeWindow freeze() {
        var frozen = new LinkedHashMap<Incarnation, DedupeWindow.Answers>();
        producers.forEach((producer, answers) ->
                frozen.put(producer, new DedupeWindow.Answers(answers.floor, new TreeMap<>(answers.replies))));
        return new DedupeWindow(frozen, forgotten);
    }
}

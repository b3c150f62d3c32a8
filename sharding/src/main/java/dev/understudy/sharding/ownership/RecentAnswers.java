package dev.understudy.sharding.ownership;

import dev.understudy.sharding.ownership.HandoffState.Begun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which asks that left nothing in the log an owner has begun, and what it answered: so that a retry does not run
/// them again while this ownership, or a row of planned handoffs, lasts. What persisted is remembered by the log,
/// in its [DedupeWindow].
///
/// A producer's low watermark says which answers it will never ask for again; beyond that the same bounds hold as
/// for the window. Confined to its owner.
final class RecentAnswers {
    private final LinkedHashMap<Incarnation, TreeMap<Long, Begun>> producers = new LinkedHashMap<>();

    RecentAnswers() {}

    RecentAnswers(List<Begun> entries) {
        this();
        entries.forEach(entry -> of(entry.id()).put(entry.id().seq(), entry));
    }

    private SequencedMap<Long, Begun> of(CommandId id) {
        return producers.computeIfAbsent(id.producer(), _ -> new TreeMap<>());
    }

    List<Begun> entries() {
        var all = new ArrayList<Begun>();
        for (Map<Long, Begun> entries : producers.values()) {
            all.addAll(entries.values());
        }
        return all;
    }

    /// What is known of an ask; empty if it was not begun here.
    Optional<Begun> find(CommandId id) {
        var entries = producers.get(id.producer());
        return entries == null ? Optional.empty() : Optional.ofNullable(entries.get(id.seq()));
    }

    /// Notes that an ask was begun (and ended, unless the outcome is null).
    void put(CommandId id, @Nullable AskOutcome outcome, Settings settings) {
        var entries = of(id);
        entries.put(id.seq(), new Begun(id, outcome));
        while (entries.size() > settings.dedupeWindow()) {
            entries.pollFirstEntry();
        }
        if (producers.size() > settings.dedupeProducers()) {
            producers.remove(producers.firstEntry().getKey());
        }
    }

    /// An ask was not begun after all.
    void forget(CommandId id) {
        of(id).remove(id.seq());
    }

    /// A producer has no ask below this outstanding.
    void trim(CommandId upTo, long lowWatermark) {
        var entries = producers.get(upTo.producer());
        if (entries != null) {
            entries.headMap(lowWatermark).clear();
            if (entries.isEmpty()) {
                producers.remove(upTo.producer());
            }
        }
    }
}

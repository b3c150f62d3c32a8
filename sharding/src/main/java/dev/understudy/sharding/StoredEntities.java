package dev.understudy.sharding;

import dev.understudy.persistence.History;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.sharding.ownership.LogRecord;
import dev.understudy.sharding.ownership.ReplicaSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is stored of a shard's entities in one ownership, as its owner sees it: the history of each, up to the newest
/// turn, safe or not; and what waits until a turn is safe.
///
/// It says what the shard's log says, entity by entity. Since both hold the same bytes, it costs little besides.
///
/// *Snapshots.* The log's snapshot is all histories in their present form; the log needs nothing that is before it. It
/// may be taken at any record, and counts once that is committed. It costs its length on the way to each backup; so it
/// is taken only when as many bytes have been appended since the last.
///
/// Belongs to the shard's actor.
final class StoredEntities {
    private final Map<String, History> histories = new LinkedHashMap<>();
    private final JournalBudget budget;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long end;
    private long committed;
    private long bytes;
    private long appended;
    private @Nullable Frozen frozen;

    /// Sends that wait for the record `at`.
    private record Held(long at, List<HeldSend> sends) {}

    /// A snapshot.
    ///
    /// @param ownerEpoch the ownership that it is taken in
    /// @param at the last record that it covers
    record Frozen(long ownerEpoch, long at, Cargo.Image image) {}

    /// What an owner finds in its copy when it takes the shard: all of it is committed.
    ///
    /// @param budget what the shards of the node share
    StoredEntities(ReplicaSnapshot snapshot, List<LogRecord> tail, JournalBudget budget) {
        this.budget = budget;
        if (snapshot.state() instanceof Cargo.Image(var turns, int _)) {
            turns.forEach((entity, kept) -> {
                var history = History.of(kept);
                histories.put(entity, history);
                grow(history.bytes());
            });
        }
        end = snapshot.end();
        committed = end;
        tail.forEach(entry -> append(entry.entityId(), ((Cargo.Stored) entry.events()).turn()));
        settle(end);
    }

    /// The history of an entity, for its next activation.
    History history(String entity) {
        var history = histories.get(entity);
        return history == null ? History.empty() : history.copy();
    }

    /// The entities that have something to do that nobody will ask them for.
    List<String> unasked() {
        var unasked = new ArrayList<String>();
        histories.forEach((entity, history) -> {
            if (history.runsUnasked()) {
                unasked.add(entity);
            }
        });
        return unasked;
    }

    /// A turn has become the log's next record.
    void append(String entity, StoredTurn turn) {
        var history = histories.computeIfAbsent(entity, _ -> History.empty());
        long before = history.bytes();
        history.add(turn);
        grow(history.bytes() - before);
        appended += turn.size();
        end++;
        budget.unsafeChanged(1);
    }

    /// Holds what a turn wants to send until all turns so far are safe.
    void hold(List<HeldSend> sends) {
        held.add(new Held(end, sends));
        release();
    }

    /// A record is on all in-sync replicas, and so is all before it.
    void committed(long seq) {
        settle(seq);
        release();
    }

    /// The snapshot that was wanted, once all of it is committed; null if there is none, or none yet.
    @Nullable
    Frozen takeSnapshot() {
        var ready = frozen;
        if (ready == null || ready.at() > committed) {
            return null;
        }
        frozen = null;
        return ready;
    }

    private void release() {
        while (!held.isEmpty() && held.peek().at() <= committed) {
            held.remove().sends().forEach(HeldSend::go);
        }
    }

    /// The log wants a snapshot as of its newest record; it gets one once that is committed, if it is worth its
    /// length.
    void snapshotWanted(long ownerEpoch) {
        if (frozen != null || appended < bytes) {
            return;
        }
        var turns = new LinkedHashMap<String, List<StoredTurn>>();
        histories.forEach((entity, history) -> turns.put(entity, history.turns()));
        frozen = new Frozen(ownerEpoch, end, new Cargo.Image(turns, (int) Math.min(Integer.MAX_VALUE, bytes)));
        appended = 0;
    }

    /// The ownership is over.
    void drop() {
        held.forEach(waiting -> waiting.sends().forEach(HeldSend::drop));
        held.clear();
        settle(end);
        grow(-bytes);
    }

    private void settle(long seq) {
        budget.unsafeChanged(committed - seq);
        committed = seq;
    }

    private void grow(long by) {
        bytes += by;
        budget.changed(by);
    }
}

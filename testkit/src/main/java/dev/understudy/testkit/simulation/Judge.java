package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.LogRecord;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.ReplicaSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Watches a run and remembers what must never be contradicted. It trusts nothing that a node says of itself
/// but the facts: what it committed, ran, sent and learned.
///
/// - **I1** one chain: a configuration of an epoch is the same everywhere.
/// - **I2** one log for each shard: a committed place has one content.
/// - **I3** what was acknowledged is in every next owner's log.
/// - **I4** one live activation: nobody runs or may run a shard's entities while another one does.
/// - **I5** a node that no majority has granted a lease emits nothing.
/// - **I6** lanes are FIFO: one sender's tells to one entity run in order, each once.
/// - **I7** a command is applied at most once.
/// - **I8** a planned handoff loses nothing: a message is given up only after its owner was lost.
final class Judge {
    private static final Set<String> NEED_CLOCKS = Set.of("I4", "I5", "I6");

    private final Map<Long, Configuration> chain = new HashMap<>();
    private final Map<Integer, ArrayList<LogRecord>> logs = new HashMap<>();
    private final Map<Integer, Long> acknowledged = new HashMap<>();
    private final Map<Integer, Set<Integer>> applied = new HashMap<>();
    private final Map<String, Integer> lastTold = new HashMap<>();
    private final Set<Integer> returned = new HashSet<>();
    private final Map<Integer, Op> open = new TreeMap<>();
    private final Map<Integer, Integer> shardOf = new HashMap<>();
    /// How often each sender has ended, and with it its lanes.
    private final Map<String, Integer> endings = new HashMap<>();
    private final Map<Integer, Integer> endingsWhenTold = new HashMap<>();
    private final Map<Integer, Long> lastLoss = new HashMap<>();
    private final Map<Integer, Long> tailMayBeLost = new HashMap<>();
    /// The ownership with which each shard began anew, after a loss that is forgiven.
    private final Map<Integer, Long> begunAnew = new HashMap<>();
    private final Durability durability;
    private boolean clocksTrusted = true;
    private String genesis = "";
    private Optional<Violation> violation = Optional.empty();
    private boolean isOverlooking;

    Judge(Durability durability) {
        this.durability = durability;
    }

    Optional<Violation> violation() {
        return violation;
    }

    /// From here on nothing counts as a violation: the run goes on to its end, for others to judge.
    void overlook() {
        isOverlooking = true;
    }

    /// Whether clocks are what the protocol assumes. While they are not, more than one owner may run (I4), without a
    /// lease that others know of (I5), and what it runs may come out of order (I6); nothing else may go wrong.
    void trustClocks(boolean trusted) {
        clocksTrusted = trusted;
    }

    void violated(String invariant, String what) {
        boolean isForgiven = isOverlooking || (!clocksTrusted && NEED_CLOCKS.contains(invariant));
        if (violation.isEmpty() && !isForgiven) {
            violation = Optional.of(new Violation(invariant, what));
        }
    }

    // ---- I1

    void adopted(String node, Configuration configuration, boolean formerGridLives) {
        if (genesis.isEmpty()) {
            genesis = configuration.genesisId();
        } else if (!genesis.equals(configuration.genesisId())) {
            if (formerGridLives) {
                violated("I1", node + " is in grid " + configuration.genesisId() + " beside " + genesis);
                return;
            }
            forgetEverything();
            genesis = configuration.genesisId();
        }
        var known = chain.putIfAbsent(configuration.epoch(), configuration);
        if (known != null) {
            if (!known.equals(configuration)) {
                violated("I1", node + " adopted " + configuration + " where another node adopted " + known);
            }
            return;
        }
        var before = chain.get(configuration.epoch() - 1);
        for (int s = 0; s < configuration.table().shards(); s++) {
            var row = configuration.table().of(s);
            if (before != null
                    && row.relinquishedBy() == null
                    && row.ownerEpoch() != before.table().of(s).ownerEpoch()) {
                lastLoss.put(s, configuration.epoch());
                if (durability == Durability.DISK_ASYNC && everyCopyRestarted(before, configuration, s)) {
                    tailMayBeLost.put(s, row.ownerEpoch());
                }
            } else if (row.owner() == null) {
                lastLoss.put(s, configuration.epoch());
            }
            boolean forced = before != null
                    && before.table().of(s).owner() == null
                    && row.owner() != null
                    && !before.table().of(s).inSync().contains(row.owner());
            if (forced) {
                restartEmpty(s);
                begunAnew.put(s, row.ownerEpoch());
            }
        }
    }

    /// Every process of the grid is gone, and without disks all that it knew: a new one begins.
    private void forgetEverything() {
        chain.clear();
        logs.clear();
        acknowledged.clear();
        open.clear();
        applied.clear();
        lastTold.clear();
        lastLoss.clear();
        begunAnew.clear();
    }

    /// Of which grid the newest configuration is.
    String genesis() {
        return genesis;
    }

    /// The newest configuration that anyone has adopted.
    Optional<Configuration> newest() {
        return chain.keySet().stream().max(Long::compare).map(chain::get);
    }

    /// With `DISK_ASYNC` what was not synced yet is lost when all copies crash: the one case in which
    /// acknowledged records may go.
    private static boolean everyCopyRestarted(Configuration before, Configuration after, int shard) {
        return before.table().of(shard).inSync().stream()
                .noneMatch(
                        id -> before.member(id).isPresent() && before.member(id).equals(after.member(id)));
    }

    /// An operator gave up what the shard held: its log begins again.
    private void restartEmpty(int shard) {
        logs.remove(shard);
        acknowledged.remove(shard);
        applied.remove(shard);
    }

    // ---- I2, I7

    void committed(String node, int shard, LogRecord record) {
        var log = logs.computeIfAbsent(shard, _ -> new ArrayList<>());
        int index = (int) record.seq() - 1;
        if (index < log.size()) {
            if (!log.get(index).equals(record)) {
                violated("I2", node + " committed " + record + " where " + log.get(index) + " was committed");
            }
            return;
        }
        if (index > log.size()) {
            violated("I2", node + " committed " + record + " and nobody committed what is before it");
            return;
        }
        log.add(record);
        int id = ((Op) record.events()).id();
        open.remove(id);
        if (!applied.computeIfAbsent(shard, _ -> new HashSet<>()).add(id)) {
            violated("I7", node + " applied command " + record.events() + " again, as " + record);
        }
    }

    void acknowledged(int shard, long seq) {
        acknowledged.merge(shard, seq, Math::max);
    }

    // ---- I3

    /// @param ownership the one that begins; one that another has followed counts only while clocks hold
    void activated(String node, int shard, long ownership, ReplicaSnapshot snapshot, List<LogRecord> tail) {
        if (!clocksTrusted && isFollowed(shard, ownership)) {
            return;
        }
        long acked = acknowledged.getOrDefault(shard, 0L);
        long end = snapshot.end() + tail.size();
        var lossy = tailMayBeLost.remove(shard);
        if (lossy != null) {
            truncate(shard, (int) end);
            begunAnew.put(shard, lossy);
            return;
        }
        if (end < acked) {
            violated(
                    "I3",
                    node + " activates shard " + shard + " from a log that ends at " + end + " while " + acked
                            + " was acknowledged");
            return;
        }
        var log = logs.getOrDefault(shard, new ArrayList<>());
        var ops = ops(snapshot, tail);
        for (int i = 0; i < acked && i < log.size(); i++) {
            int wanted = ((Op) log.get(i).events()).id();
            if (i >= ops.size() || ops.get(i) != wanted) {
                violated("I3", node + " activates shard " + shard + " without acknowledged command " + wanted);
                return;
            }
        }
    }

    private boolean isFollowed(int shard, long ownership) {
        return newest().map(newest -> newest.table().of(shard).ownerEpoch() > ownership)
                .orElse(false);
    }

    private void truncate(int shard, int end) {
        var log = logs.getOrDefault(shard, new ArrayList<>());
        var lost = log.subList(Math.min(end, log.size()), log.size());
        lost.forEach(record -> applied.getOrDefault(shard, new HashSet<>()).remove(((Op) record.events()).id()));
        lost.clear();
        acknowledged.merge(shard, (long) end, Math::min);
    }

    static List<Integer> ops(ReplicaSnapshot snapshot, List<LogRecord> tail) {
        var ops = new ArrayList<Integer>();
        if (snapshot.state() instanceof AppState state) {
            ops.addAll(state.ops());
        }
        tail.forEach(record -> ops.add(((Op) record.events()).id()));
        return ops;
    }

    // ---- I6, I8

    void begun(int shard, String entity, Op op) {
        if (op.ask()) {
            return;
        }
        // A lane is one run's: what an ended run had sent may arrive after what the next one sends.
        var key = op.sender() + "#" + endingsWhenTold.getOrDefault(op.id(), 0) + ">" + shard + "/" + entity;
        int last = lastTold.getOrDefault(key, -1);
        boolean isAgain = returned.remove(op.id()) && op.id() == last;
        if (op.id() <= last && !isAgain) {
            violated("I6", op + " of " + op.sender() + " runs after tell" + last);
        }
        lastTold.put(key, Math.max(last, op.id()));
    }

    /// What the former owner's entities carried arrives with a handoff: all that they had applied, committed by then.
    void carried(String node, Output.Activated activated) {
        var applied = new AppState(ops(activated.snapshot(), activated.tail()));
        if (!applied.equals(activated.carried())) {
            violated(
                    "I8",
                    node + " takes over shard " + activated.shard() + " with " + activated.carried()
                            + ", but what was applied is " + applied);
        }
    }

    /// A member that leaves by plan takes nothing away that a shard counts on.
    void left(String node, MemberId id, Configuration configuration) {
        var table = configuration.table();
        for (int s = 0; s < table.shards(); s++) {
            if (table.of(s).mentions(id)) {
                violated("I8", node + " leaves by plan with a copy that shard " + s + " counts on: " + configuration);
            }
        }
    }

    /// A turn that had been asked for did not run: it will be asked for again.
    void returned(Op op) {
        returned.add(op.id());
    }

    void deadLettered(int shard, Op op, long ownership) {
        if (lastLoss.getOrDefault(shard, -1L) <= ownership) {
            violated(
                    "I8",
                    op + " of " + op.sender() + " was given up though shard " + shard + " lost no owner since "
                            + ownership);
        }
    }

    /// An answer shows what the shard had applied, so all of that is acknowledged, unless all copies have lost it
    /// meanwhile. It is never unknown while it is waited for, but where it came after the events that it answers
    /// and its owner crashed.
    void ended(int shard, @Nullable Op op, AskOutcome outcome) {
        boolean isLate = op != null && op.isAnsweredLate();
        if (outcome instanceof AskOutcome.DuplicateUnknown && !isLate) {
            violated("I7", "the answer to " + op + " in shard " + shard + " left the window while it was outstanding");
        } else if (outcome instanceof AskOutcome.Answered(Reply reply)
                && reply.ownership() >= begunAnew.getOrDefault(shard, 0L)) {
            acknowledged(shard, reply.applied());
        }
    }

    // ---- what became of every tell

    void told(int shard, Op op) {
        open.put(op.id(), op);
        shardOf.put(op.id(), shard);
        endingsWhenTold.put(op.id(), endings.getOrDefault(op.sender(), 0));
    }

    void settled(Op op) {
        open.remove(op.id());
    }

    /// A sender's own crash takes its tells with it.
    void senderGone(String sender) {
        open.values().removeIf(op -> op.sender().equals(sender));
        endings.merge(sender, 1, Integer::sum);
    }

    boolean hasOpenTells() {
        return !open.isEmpty();
    }

    /// At a quiet end every tell was applied or became a dead letter.
    void nothingForgotten() {
        open.values().stream()
                .findFirst()
                .ifPresent(op -> violated(
                        "I8",
                        op + " of " + op.sender() + " to shard " + shardOf.get(op.id()) + " vanished without a word"));
    }

    /// How many commands of a shard are committed.
    int committedCount(int shard) {
        return logs.getOrDefault(shard, new ArrayList<>()).size();
    }
}

package dev.understudy.testkit.simulation;

import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.DiskWrite;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.OwnershipNode;
import dev.understudy.sharding.ownership.StoredState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// One machine of a simulation: the process that may run on it, its disk, and its clock.
final class SimulatedNode {
    final String name;
    final int index;

    @Nullable
    OwnershipNode process;

    GridMember member;
    /// Which process it is to the kernel of its host. A machine of its own, unless a schedule says otherwise.
    ProcessIdentity identity;

    StoredState durable = new StoredState();
    final List<DiskWrite> unsynced = new ArrayList<>();
    long incarnation;
    int memoryStarts;

    /// The clock: local time is `origin + (world - since) * rate`.
    long clockOrigin;

    long clockSince;
    double clockRate = 1.0;

    /// Until when the process is frozen, in world time.
    long pausedUntil = Long.MIN_VALUE;
    /// Until when what it had to put off while it was frozen may still come.
    long catchesUpUntil = Long.MIN_VALUE;
    /// Until when its whole machine is, clock and all.
    long suspendedUntil = Long.MIN_VALUE;
    /// Until when it can't reach the store.
    long unpluggedUntil = Long.MIN_VALUE;
    /// Outputs of the next step that are carried out before the process crashes in the middle of it; negative
    /// for all.
    int crashAfterOutputs = -1;
    /// Counts starts and crashes, so that events for an earlier process are void.
    int generation;

    final Map<Activation, List<Integer>> applied = new HashMap<>();
    final Map<Integer, Running> running = new HashMap<>();
    /// Inputs of its own, such as what its clients do, that a frozen process has not taken yet.
    final Deque<LongFunction<Input>> own = new ArrayDeque<>();
    final Map<Asked, Op> asked = new HashMap<>();
    /// World time until which a majority has granted this node a lease, found out from the frames it got.
    long grantedUntil = Long.MIN_VALUE;
    final Map<Heartbeat, Grant> heartbeats = new HashMap<>();
    /// What this run has adopted, by epoch.
    final Map<Long, Configuration> adopted = new HashMap<>();
    /// Shards for which a turn has been asked for and not begun.
    final Set<Integer> turnsDue = new HashSet<>();

    /// The entities of a shard from one activation to its end. A turn that outlasts them changes none that come
    /// later.
    record Activation(int shard, long ownerEpoch) {}

    /// An ask of this node. Command ids count for each shard on its own.
    record Asked(int shard, CommandId id) {}

    /// A turn that has begun here and not ended.
    record Running(
            int shard,
            long ownerEpoch,
            long turn,
            Op op,
            @Nullable CommandId commandId) {
        /// Whose turn it is.
        Activation activation() {
            return new Activation(shard, ownerEpoch);
        }

        /// Names the ask; the turn must be one.
        CommandId ask() {
            return Objects.requireNonNull(commandId, "a tell is not answered");
        }
    }

    /// A heartbeat that was sent, and the voters that acknowledged it.
    static final class Grant {
        final long sentWorld;
        final Set<String> voters = new HashSet<>();

        Grant(long sentWorld) {
            this.sentWorld = sentWorld;
        }
    }

    /// Under which configuration a heartbeat was sent, and when by the node's clock.
    record Heartbeat(long epoch, long sentAt) {}

    SimulatedNode(String name, int index) {
        this.name = name;
        this.index = index;
        this.member = GridMember.of(name);
        this.identity = new ProcessIdentity("host-" + name, 1, 1, 1);
    }

    long clock(long world) {
        return clockOrigin + (long) ((world - clockSince) * clockRate);
    }

    /// When it does something again, in world time; in the past where it is not frozen.
    long frozenUntil() {
        return Math.max(pausedUntil, suspendedUntil);
    }

    /// Everything written so far is durable.
    void sync() {
        unsynced.forEach(durable::apply);
        unsynced.clear();
    }

    boolean isUp() {
        return process != null;
    }
}

package dev.understudy.sharding;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happened when, each time that this node took shards over from a member that was lost: kept for the last few,
/// and
/// written to the log when the last of the shards runs.
///
/// Thread-safe.
public final class FailoverTimeline {
    /// A takeover by this node, in milliseconds since the loss was first noticed; -1 for what has not happened.
    ///
    /// @param epoch of the configuration that made this node the owner
    /// @param lost the members that it left out
    /// @param shards how many shards came here
    /// @param noticed when the first hint or proof of the loss came, in milliseconds since 1970
    /// @param certifiedMillis until a death was proved
    /// @param chosenMillis until the configuration was known here
    /// @param waitedForLease how many of the shards had to wait for a lease to run out
    /// @param firstActiveMillis until the first of the shards ran
    /// @param lastActiveMillis until the last of the shards ran
    public record Incident(
            long epoch,
            List<String> lost,
            int shards,
            long noticed,
            long certifiedMillis,
            long chosenMillis,
            int waitedForLease,
            long firstActiveMillis,
            long lastActiveMillis) {}

    private static final int KEPT = 16;
    private static final long NEVER = -1;
    private static final Logger log = LoggerFactory.getLogger(FailoverTimeline.class);

    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<MemberId, Long> noticed = new HashMap<>();

    @GuardedBy("lock")
    private final Map<MemberId, Long> certified = new HashMap<>();

    @GuardedBy("lock")
    private final ArrayDeque<Open> incidents = new ArrayDeque<>();

    @GuardedBy("lock")
    private @Nullable Configuration last;

    /// A takeover under way, or over.
    private static final class Open {
        final long epoch;
        final List<String> lost;
        final Set<ShardId> missing;
        final int shards;
        final long noticedAt;
        final long noticedWall;
        final long certifiedAt;
        final long chosenAt;
        int waited;
        long firstActive = NEVER;
        long lastActive = NEVER;

        Open(long epoch, List<String> lost, Set<ShardId> shards, long[] times, long noticedWall) {
            this.epoch = epoch;
            this.lost = lost;
            this.missing = shards;
            this.shards = shards.size();
            this.noticedAt = times[0];
            this.certifiedAt = times[1];
            this.chosenAt = times[2];
            this.noticedWall = noticedWall;
        }

        Incident incident() {
            return new Incident(
                    epoch,
                    lost,
                    shards,
                    noticedWall,
                    since(certifiedAt),
                    since(chosenAt),
                    waited,
                    since(firstActive),
                    missing.isEmpty() ? since(lastActive) : NEVER);
        }

        private long since(long at) {
            return at == NEVER ? NEVER : Math.max(0, (at - noticedAt) / 1_000_000);
        }
    }

    FailoverTimeline(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    /// The last takeovers, the newest first.
    public List<Incident> incidents() {
        synchronized (lock) {
            return incidents.stream().map(Open::incident).toList();
        }
    }

    /// A member may be gone.
    void noticed(MemberId member) {
        synchronized (lock) {
            noticed.putIfAbsent(member, nanoTime.getAsLong());
        }
    }

    /// A member is proved to be gone.
    void certified(MemberId member) {
        synchronized (lock) {
            noticed.putIfAbsent(member, nanoTime.getAsLong());
            certified.putIfAbsent(member, nanoTime.getAsLong());
        }
    }

    /// A configuration was learned.
    void chosen(Configuration configuration, Incarnation self) {
        synchronized (lock) {
            var before = last;
            last = configuration;
            if (before == null) {
                return;
            }
            var lost = new ArrayList<MemberId>();
            for (var member : before.members()) {
                if (!configuration.contains(member.run())) {
                    lost.add(member.id());
                }
            }
            var taken = new HashSet<ShardId>();
            for (int shard = 0; shard < configuration.table().shards(); shard++) {
                var row = configuration.table().of(shard);
                var former = before.table().of(shard).owner();
                if (row.isOwnedBy(self.member()) && former != null && lost.contains(former)) {
                    taken.add(new ShardId(shard));
                }
            }
            if (!taken.isEmpty()) {
                open(configuration.epoch(), lost, taken);
            }
            lost.forEach(noticed::remove);
            lost.forEach(certified::remove);
        }
    }

    @GuardedBy("lock")
    private void open(long epoch, List<MemberId> lost, Set<ShardId> taken) {
        long now = nanoTime.getAsLong();
        long first = now;
        long proved = NEVER;
        for (var member : lost) {
            first = Math.min(first, noticed.getOrDefault(member, now));
            proved = Math.max(proved, certified.getOrDefault(member, NEVER));
        }
        long wall = wallMillis.getAsLong() - (now - first) / 1_000_000;
        incidents.addFirst(new Open(
                epoch, lost.stream().map(MemberId::value).toList(), taken, new long[] {first, proved, now}, wall));
        if (incidents.size() > KEPT) {
            incidents.removeLast();
        }
    }

    /// A shard waits until the lease of its former owner has run out.
    void leaseWaitBegun(ShardId shard, long ownerEpoch) {
        synchronized (lock) {
            for (var open : incidents) {
                if (open.epoch == ownerEpoch && open.missing.contains(shard)) {
                    open.waited++;
                }
            }
        }
    }

    /// A shard runs here.
    void activated(ShardId shard, long ownerEpoch) {
        Incident over = null;
        synchronized (lock) {
            for (var open : incidents) {
                if (open.epoch == ownerEpoch && open.missing.remove(shard)) {
                    open.lastActive = nanoTime.getAsLong();
                    open.firstActive = open.firstActive == NEVER ? open.lastActive : open.firstActive;
                    over = open.missing.isEmpty() ? open.incident() : null;
                }
            }
        }
        if (over != null) {
            log.info("failover: {}", over);
        }
    }
}

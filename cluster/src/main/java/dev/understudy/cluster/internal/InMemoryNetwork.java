package dev.understudy.cluster.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.MemberNameTakenException;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.Transport;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A network within one JVM, with a clock of its own, in which nothing happens by itself: frames and views are
/// events in virtual time, and whoever runs the test delivers them ([#step], [#run], [#advance]). The same seed
/// and the same calls give the same run. Where the code under test has threads of its own, [#deliverInBackground]
/// does the stepping.
///
/// It keeps the promises of [Transport] (order from one sender to one receiver on one channel, loss only by
/// fault, bounded and then `BUSY`) and has the faults: delay and loss, [#crash], [#partition] and [#heal],
/// [#freeze] and [#thaw].
///
/// *Views.* Whoever can reach each other see each other, the detection time after a fault and at once after a
/// join or leave. Both halves of a partition go on in views of their own and [#heal] merges them, as JGroups
/// would; nothing is said about who is right.
///
/// *Concurrency:* sending is allowed from any thread. Listeners are called by the thread that steps, with no lock
/// held; only one thread may step.
public final class InMemoryNetwork {
    /// Time from a fault to the views that show it: that of a `kill -9` in production.
    public static final Duration DEFAULT_DETECTION = Duration.ofMillis(200);

    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition scheduled = lock.newCondition();

    @GuardedBy("lock")
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));

    /// In the order in which they joined, which is that of views.
    @GuardedBy("lock")
    private final List<InMemoryTransport> nodes = new ArrayList<>();

    @GuardedBy("lock")
    private final Map<Lane, LaneState> lanes = new HashMap<>();

    @GuardedBy("lock")
    private List<Set<String>> islands = List.of();

    @GuardedBy("lock")
    private long now;

    @GuardedBy("lock")
    private long orders;

    @GuardedBy("lock")
    private long views;

    @GuardedBy("lock")
    private long leastDelay;

    @GuardedBy("lock")
    private long mostDelay;

    @GuardedBy("lock")
    private double loss;

    @GuardedBy("lock")
    private Duration detection = DEFAULT_DETECTION;

    /// @param seed decides delays, losses and incarnations
    public InMemoryNetwork(long seed) {
        random = new Random(seed);
    }

    /// A transport that is not started yet. Of its configuration the name, role, zone, weight, contract, expected
    /// members and flow limits count.
    public Transport transport(TransportConfig config) {
        lock.lock();
        try {
            return new InMemoryTransport(this, config, Incarnation.random(random));
        } finally {
            lock.unlock();
        }
    }

    // ---- faults

    /// Each frame takes a random time between these, though never overtakes one before it. Zero to begin with.
    public void setDelay(Duration least, Duration most) {
        lock.lock();
        try {
            leastDelay = least.toNanos();
            mostDelay = most.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /// Each frame is lost with this probability, 0 to 1.
    public void setLoss(double probability) {
        lock.lock();
        try {
            loss = probability;
        } finally {
            lock.unlock();
        }
    }

    /// How long after a fault the views show it.
    public void setDetection(Duration time) {
        lock.lock();
        try {
            detection = time;
        } finally {
            lock.unlock();
        }
    }

    /// The node of that name is gone without a word, with everything that was on its way to it. Those who reach it
    /// have proof of that at once, where their configuration takes any.
    public void crash(String name) {
        lock.lock();
        try {
            InMemoryTransport dead = node(name).stop();
            nodes.remove(dead);
            for (InMemoryTransport node : nodes) {
                if (reaches(node, dead)) {
                    schedule(now, node, () -> node.lost(dead.self()));
                }
            }
            refreshAfter(detection);
        } finally {
            lock.unlock();
        }
    }

    /// From now on only members of one island reach each other; who is in none is alone.
    public void partition(List<Set<String>> newIslands) {
        lock.lock();
        try {
            islands = newIslands.stream().map(Set::copyOf).toList();
            refreshAfter(detection);
        } finally {
            lock.unlock();
        }
    }

    /// Everybody reaches everybody again.
    public void heal() {
        lock.lock();
        try {
            islands = List.of();
            refreshAfter(detection);
        } finally {
            lock.unlock();
        }
    }

    /// The node of that name hears nothing any more, as if stopped by SIGSTOP; what is sent to it waits.
    public void freeze(String name) {
        lock.lock();
        try {
            node(name).isFrozen = true;
            refreshAfter(detection);
        } finally {
            lock.unlock();
        }
    }

    /// The node of that name goes on, first with what has waited, in its old view.
    public void thaw(String name) {
        lock.lock();
        try {
            InMemoryTransport node = node(name);
            node.isFrozen = false;
            for (Event event : node.held) {
                schedule(now, event.target, event.action);
            }
            node.held.clear();
            refreshAfter(detection);
        } finally {
            lock.unlock();
        }
    }

    // ---- time

    /// Delivers the next event, moving the clock to it.
    ///
    /// @return whether there was one
    public boolean step() {
        return step(Long.MAX_VALUE);
    }

    /// Delivers events until there are none.
    public void run() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /// Moves the clock forward, delivering what falls due on the way.
    public void advance(Duration time) {
        long until = now() + time.toNanos();
        boolean more = true;
        while (more) {
            more = step(until);
        }
        lock.lock();
        try {
            now = until;
        } finally {
            lock.unlock();
        }
    }

    /// Virtual time since the network was made.
    public Duration time() {
        return Duration.ofNanos(now());
    }

    /// Delivers events as soon as there are any, in a task of that executor, until closed. Delays then only
    /// decide the order.
    public AutoCloseable deliverInBackground(Executor executor) {
        var isDone = new AtomicBoolean();
        executor.execute(() -> {
            while (awaitEvent(isDone)) {
                step();
            }
        });
        return () -> {
            lock.lock();
            try {
                isDone.set(true);
                scheduled.signalAll();
            } finally {
                lock.unlock();
            }
        };
    }

    private boolean awaitEvent(AtomicBoolean isDone) {
        lock.lock();
        try {
            while (events.isEmpty() && !isDone.get()) {
                scheduled.awaitUninterruptibly();
            }
            return !isDone.get();
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    private boolean step(long until) {
        Event event;
        lock.lock();
        try {
            event = events.peek();
            if (event == null || event.at > until) {
                return false;
            }
            events.remove();
            now = Math.max(now, event.at);
            InMemoryTransport target = event.target;
            if (target != null && target.isFrozen) {
                target.held.add(event);
                return true;
            }
        } finally {
            lock.unlock();
        }
        event.action.run();
        return true;
    }

    // ---- for the transports

    /// Lets a node in, and returns its first view.
    View join(InMemoryTransport newcomer) {
        lock.lock();
        try {
            for (InMemoryTransport node : nodes) {
                if (node.self().name().equals(newcomer.self().name())) {
                    throw new MemberNameTakenException(newcomer.self(), node.self());
                }
            }
            nodes.add(newcomer);
            View first = new View(nextId(newcomer.self()), visibleTo(newcomer));
            newcomer.begin(first);
            refreshAfter(Duration.ZERO);
            return first;
        } finally {
            lock.unlock();
        }
    }

    void leave(InMemoryTransport node) {
        lock.lock();
        try {
            if (nodes.remove(node)) {
                refreshAfter(Duration.ZERO);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether some member of that view has its start gate open.
    boolean hasFormed(View view) {
        lock.lock();
        try {
            return nodes.stream().anyMatch(node -> node.hasFormed() && view.contains(node.self()));
        } finally {
            lock.unlock();
        }
    }

    SendResult send(InMemoryTransport from, Member to, ChannelKind channel, Flow flow, ByteBuffer bytes) {
        int length = bytes.remaining();
        lock.lock();
        try {
            LaneState lane = lanes.computeIfAbsent(
                    new Lane(from.self().incarnation(), to.incarnation(), channel), _ -> new LaneState());
            if (lane.frames >= flow.queueFrames() || lane.bytes + length > flow.queueBytes()) {
                return SendResult.BUSY;
            }
            InMemoryTransport target = byIncarnation(to.incarnation());
            if (target == null || !reaches(from, target) || random.nextDouble() < loss) {
                from.dropped(DropReason.NOT_SENT);
                return SendResult.ACCEPTED;
            }
            ByteBuffer copy = ByteBuffer.allocate(length).put(bytes.duplicate()).flip();
            lane.frames++;
            lane.bytes += length;
            lane.lastArrival = Math.max(lane.lastArrival, now + delay());
            schedule(lane.lastArrival, target, () -> arrive(lane, from, target, channel, copy));
            return SendResult.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    private void arrive(
            LaneState lane, InMemoryTransport from, InMemoryTransport target, ChannelKind channel, ByteBuffer bytes) {
        boolean isCut;
        lock.lock();
        try {
            lane.frames--;
            lane.bytes -= bytes.remaining();
            isCut = !reaches(from, target);
        } finally {
            lock.unlock();
        }
        if (!isCut) {
            target.arrive(from.self(), channel, bytes);
        }
    }

    // ---- views

    @GuardedBy("lock")
    private void refreshAfter(Duration time) {
        schedule(now + time.toNanos(), null, this::refresh);
    }

    /// Gives everybody the view of those whom it reaches; who reach the same get the same.
    private void refresh() {
        lock.lock();
        try {
            Map<List<Member>, View> made = new HashMap<>();
            for (InMemoryTransport node : nodes) {
                if (node.isFrozen) {
                    continue;
                }
                View view =
                        made.computeIfAbsent(visibleTo(node), members -> new View(nextId(members.getFirst()), members));
                schedule(now, node, () -> install(node, view));
            }
        } finally {
            lock.unlock();
        }
    }

    private void install(InMemoryTransport node, View view) {
        Set<Incarnation> forgotten;
        lock.lock();
        try {
            forgotten = Set.copyOf(node.forgottenBy);
            node.forgottenBy.removeIf(incarnation -> view.members().stream()
                    .anyMatch(member -> member.incarnation().equals(incarnation)));
        } finally {
            lock.unlock();
        }
        node.install(view, forgotten);
    }

    /// A node has others not in its view any more.
    void leftOut(Member by, List<Member> whom) {
        lock.lock();
        try {
            for (InMemoryTransport node : nodes) {
                if (whom.contains(node.self())) {
                    node.forgottenBy.add(by.incarnation());
                } else if (node.self().equals(by)) {
                    whom.forEach(member -> node.forgottenBy.remove(member.incarnation()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private List<Member> visibleTo(InMemoryTransport node) {
        var visible = new ArrayList<Member>();
        for (InMemoryTransport other : nodes) {
            if (other == node || (!other.isFrozen && reaches(node, other))) {
                visible.add(other.self());
            }
        }
        return visible;
    }

    @GuardedBy("lock")
    private ViewId nextId(Member creator) {
        return new ViewId(creator.incarnation(), ++views, 0);
    }

    @GuardedBy("lock")
    private boolean reaches(InMemoryTransport one, InMemoryTransport other) {
        if (islands.isEmpty() || one == other) {
            return true;
        }
        Set<String> both = Set.of(one.self().name(), other.self().name());
        return islands.stream().anyMatch(island -> island.containsAll(both));
    }

    @GuardedBy("lock")
    private @Nullable InMemoryTransport byIncarnation(Incarnation incarnation) {
        return nodes.stream()
                .filter(node -> node.self().incarnation().equals(incarnation))
                .findFirst()
                .orElse(null);
    }

    @GuardedBy("lock")
    private InMemoryTransport node(String name) {
        return nodes.stream()
                .filter(node -> node.self().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node of name '" + name + "' is here"));
    }

    @GuardedBy("lock")
    private long delay() {
        return mostDelay > leastDelay ? random.nextLong(leastDelay, mostDelay + 1) : leastDelay;
    }

    @GuardedBy("lock")
    private void schedule(long at, @Nullable InMemoryTransport target, Runnable action) {
        events.add(new Event(at, ++orders, target, action));
        scheduled.signal();
    }

    /// @param target whose business it is; waits while that one is frozen
    record Event(long at, long order, @Nullable InMemoryTransport target, Runnable action) {}

    private record Lane(Incarnation from, Incarnation to, ChannelKind channel) {}

    private static final class LaneState {
        private long lastArrival;
        private int frames;
        private long bytes;
    }
}

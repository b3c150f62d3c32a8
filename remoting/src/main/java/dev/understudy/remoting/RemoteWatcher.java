package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.serialization.WireInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Watching over the wire, both ends of it: tells local watchers of remote refs, and remote members of local refs.
///
/// A watcher is told exactly once: when the actor has ended, after everything that it had sent here; or, with the
/// cause `NodeDown`, when its member has left the view, and then whether the actor still runs is not known.
///
/// Thread-safe. Watchers are called without the lock.
final class RemoteWatcher {
    static final FrameKind WATCH = new FrameKind(3, "WATCH");
    static final FrameKind UNWATCH = new FrameKind(4, "UNWATCH");
    static final FrameKind TERMINATED = new FrameKind(5, "TERMINATED");

    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int NODE_DOWN = 2;

    /// A local ref that another member watches.
    private record Watched(Member by, long number) {}

    /// What an ended actor's failure was, as far as it can be told over the wire.
    static final class FailedElsewhere extends RuntimeException {
        FailedElsewhere(String description) {
            super(description, null, false, false);
        }
    }

    private final Remoting remoting;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<RemoteRef<?>, Set<Watcher>> watchers = new HashMap<>();

    private final Map<Watched, Watcher> watched = new ConcurrentHashMap<>();

    RemoteWatcher(Remoting remoting) {
        this.remoting = remoting;
        remoting.handle(WATCH, this::onWatch);
        remoting.handle(UNWATCH, this::onUnwatch);
        remoting.handle(TERMINATED, this::onTerminated);
    }

    void watch(RemoteRef<?> ref, Watcher watcher) {
        boolean first;
        synchronized (lock) {
            first = !watchers.containsKey(ref);
            watchers.computeIfAbsent(ref, _ -> new LinkedHashSet<>()).add(watcher);
        }
        if (first) {
            send(ref, WATCH);
        }
    }

    void unwatch(RemoteRef<?> ref, Watcher watcher) {
        boolean last;
        synchronized (lock) {
            var left = watchers.get(ref);
            last = left != null && left.remove(watcher) && left.isEmpty();
            if (last) {
                watchers.remove(ref);
            }
        }
        if (last) {
            send(ref, UNWATCH);
        }
    }

    /// A member left the view: what ran there counts as ended, and what it watched is watched no more. Notes that
    /// at once, since it may come back at once and everything then begins anew.
    ///
    /// @return tells the watchers
    Runnable lost(Member member) {
        var ended = new HashMap<RemoteRef<?>, List<Watcher>>();
        synchronized (lock) {
            watchers.forEach((ref, all) -> {
                if (ref.home().equals(member.incarnation())) {
                    ended.put(ref, List.copyOf(all));
                }
            });
            watchers.keySet().removeAll(ended.keySet());
        }
        for (var gone :
                watched.keySet().stream().filter(one -> one.by().equals(member)).toList()) {
            stopWatching(gone);
        }
        var cause = new Signal.Cause.NodeDown(member.name());
        return () -> ended.forEach(
                (ref, told) -> told.forEach(watcher -> watcher.terminated(new Signal.Terminated(ref, cause))));
    }

    private void send(RemoteRef<?> ref, FrameKind kind) {
        remoting.sendUntilTaken(() -> {
            var result = sendIfStillMeant(ref, kind);
            if (result == SendResult.UNKNOWN_MEMBER) {
                terminated(ref, new Signal.Cause.NodeDown(remoting.nameOf(ref.home())));
            }
            return result;
        });
    }

    /// Looks and sends under one lock, so that frames leave in the order of the changes they tell of.
    private SendResult sendIfStillMeant(RemoteRef<?> ref, FrameKind kind) {
        synchronized (lock) {
            boolean isMeant = watchers.containsKey(ref) == kind.equals(WATCH); // else it changed again meanwhile
            return isMeant ? remoting.send(ref.home(), kind.frame().writeVarLong(ref.number())) : SendResult.ACCEPTED;
        }
    }

    private void terminated(RemoteRef<?> ref, Signal.Cause cause) {
        List<Watcher> told;
        synchronized (lock) {
            var all = watchers.remove(ref);
            told = all == null ? List.of() : new ArrayList<>(all);
        }
        told.forEach(watcher -> watcher.terminated(new Signal.Terminated(ref, cause)));
    }

    private void onWatch(Member from, WireInput frame) {
        var key = new Watched(from, frame.readVarLong());
        Watcher watcher = terminated -> {
            watched.remove(key);
            answer(key, terminated.cause());
        };
        if (watched.putIfAbsent(key, watcher) == null) {
            remoting.exports().find(key.number()).ifPresentOrElse(ref -> ref.addWatcher(watcher), () -> {
                watched.remove(key);
                answer(key, new Signal.Cause.Stopped());
            });
        }
    }

    private void onUnwatch(Member from, WireInput frame) {
        stopWatching(new Watched(from, frame.readVarLong()));
    }

    private void stopWatching(Watched key) {
        var watcher = watched.remove(key);
        if (watcher != null) {
            remoting.exports().find(key.number()).ifPresent((InternalRef<?> ref) -> ref.removeWatcher(watcher));
        }
    }

    private void answer(Watched key, Signal.Cause cause) {
        var frame = TERMINATED.frame().writeVarLong(key.number());
        switch (cause) {
            case Signal.Cause.Stopped() -> frame.writeByte(STOPPED);
            case Signal.Cause.Failed(var thrown) -> frame.writeByte(FAILED).writeString(thrown.toString());
            case Signal.Cause.NodeDown(var member) -> frame.writeByte(NODE_DOWN).writeString(member);
        }
        remoting.sendUntilTaken(() -> remoting.send(key.by().incarnation(), frame));
    }

    private void onTerminated(Member from, WireInput frame) {
        var ref = new RemoteRef<>(remoting, from.incarnation(), frame.readVarLong());
        int kind = frame.readByte();
        terminated(
                ref,
                switch (kind) {
                    case STOPPED -> new Signal.Cause.Stopped();
                    case FAILED -> new Signal.Cause.Failed(new FailedElsewhere(frame.readString()));
                    case NODE_DOWN -> new Signal.Cause.NodeDown(frame.readString());
                    default -> throw new IllegalArgumentException("an actor's end is of unknown kind " + kind);
                });
    }
}

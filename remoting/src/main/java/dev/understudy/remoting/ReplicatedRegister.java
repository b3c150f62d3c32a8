package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.RouteeSource.Load;
import dev.understudy.actor.internal.Watcher;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.remoting.Register.Action;
import dev.understudy.remoting.Register.Entry;
import dev.understudy.remoting.Register.Listed;
import dev.understudy.remoting.Register.Message;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// The replicated register of one node: refs under keys, made by any member and found by all. What [Topic] and
/// [Receptionist] stand on.
///
/// An entry ends with its actor, when it is taken out, and when the member that made it leaves the view. What one
/// member enters is seen by the others a moment later; a lost frame is noticed within a [#TICK].
///
/// Thread-safe. Frames are sent under the lock, so that they leave in the order of the changes they tell of;
/// listeners are called without it.
final class ReplicatedRegister implements AutoCloseable {
    /// How often members tell each other how far they are. Short enough that loads mean something, long enough that
    /// fifty members cost each other fifty small frames a second.
    static final Duration TICK = ofSeconds(1);

    /// The most entries of one member: with keys as long as they may be its page still fits into one frame.
    static final int MAX_ENTRIES = 20_000;

    /// The longest key.
    static final int MAX_KEY_CHARACTERS = 128;

    private static final FrameKind WHOLE = new FrameKind(64, "REGISTER_WHOLE");
    private static final FrameKind CHANGE = new FrameKind(65, "REGISTER_CHANGE");
    private static final FrameKind PULSE = new FrameKind(66, "REGISTER_PULSE");
    private static final FrameKind PULL = new FrameKind(67, "REGISTER_PULL");

    private final Remoting remoting;
    private final Object lock = new Object();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    /// What was found, until it changes.
    private final Map<String, List<Listed<ActorRef<?>>>> found = new ConcurrentHashMap<>();

    @GuardedBy("lock")
    private final Register<ActorRef<?>> register;

    /// What this node has entered.
    @GuardedBy("lock")
    private final Map<ActorRef<?>, Entered> entered = new HashMap<>();

    /// @param watcher what was put at the actor's side to hear of its end
    /// @param load how much it has to do
    private record Entered(Watcher watcher, IntSupplier load) {}

    @GuardedBy("lock")
    private Cancellable timer = () -> false;

    @GuardedBy("lock")
    private boolean isRunning;

    ReplicatedRegister(Remoting remoting) {
        this.remoting = remoting;
        this.register = new Register<>(remoting.transport().self().incarnation());
        remoting.handle(
                WHOLE, (from, frame) -> received(from, new Message.Whole<>(frame.readVarLong(), entries(frame))));
        remoting.handle(
                CHANGE,
                (from, frame) ->
                        received(from, new Message.Change<>(frame.readVarLong(), entries(frame), numbers(frame))));
        remoting.handle(PULSE, (from, frame) -> received(from, new Message.Pulse<>(frame.readVarLong(), loads(frame))));
        remoting.handle(PULL, (from, _) -> received(from, new Message.Pull<>()));
        remoting.onViewChange(_ -> look());
    }

    /// Begins to copy what others have entered; the transport has started.
    void start() {
        synchronized (lock) {
            isRunning = true;
        }
        look();
        tick();
    }

    /// Calls back with each key whose entries have changed, on the thread that met it: hand it over and return.
    ///
    /// @return ends this
    Cancellable onChange(Consumer<String> listener) {
        Consumer<String> entry = key -> listener.accept(key); // so that the same listener twice is two
        listeners.add(entry);
        return () -> listeners.remove(entry);
    }

    /// Enters an actor until it ends, here or elsewhere.
    ///
    /// @throws IllegalArgumentException if the key is empty or too long
    /// @throws IllegalStateException if this node has entered too much
    void enter(String key, ActorRef<?> ref) {
        enter(key, ref, () -> loadOf(ref));
    }

    /// The same, for one whose load is not that of its mailbox.
    void enter(String key, ActorRef<?> ref, IntSupplier load) {
        if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
            throw new IllegalArgumentException(
                    "key '%s' of the register must have 1 to %d characters".formatted(key, MAX_KEY_CHARACTERS));
        }
        var internal = InternalRef.of(ref);
        Watcher watcher = terminated -> ended(terminated.ref());
        boolean isNew;
        List<Action<ActorRef<?>>> actions;
        synchronized (lock) {
            if (register.own().size() >= MAX_ENTRIES) {
                throw new IllegalStateException(
                        "this node has %d entries in the register, and that is the most; '%s' is not entered"
                                .formatted(MAX_ENTRIES, key));
            }
            isNew = entered.putIfAbsent(ref, new Entered(watcher, load)) == null;
            actions = perform(register.enter(key, ref));
        }
        tell(actions);
        if (isNew) {
            internal.addWatcher(watcher); // without the lock: of an actor that has ended it calls back at once
        }
    }

    /// Takes an actor out that this node entered under the key.
    void remove(String key, ActorRef<?> ref) {
        List<Action<ActorRef<?>>> actions;
        Entered needless = null;
        synchronized (lock) {
            actions = perform(register.remove(key, ref));
            if (register.own().stream().noneMatch(entry -> entry.ref().equals(ref))) {
                needless = entered.remove(ref);
            }
        }
        tell(actions);
        if (needless != null) {
            InternalRef.of(ref).removeWatcher(needless.watcher());
        }
    }

    private void ended(ActorRef<?> ref) {
        List<Action<ActorRef<?>>> actions;
        synchronized (lock) {
            entered.remove(ref);
            actions = perform(register.remove(ref));
        }
        tell(actions);
    }

    /// Everything that is entered under a key, as far as this node knows, in an order that is the same on all
    /// members.
    List<Listed<ActorRef<?>>> find(String key) {
        var known = found.get(key);
        if (known != null) {
            return known;
        }
        synchronized (lock) {
            return found.computeIfAbsent(key, register::find);
        }
    }

    /// How many messages waited for an entered actor, one more if it was at work, when its member last looked. Of an
    /// actor whose mailbox does not count, one if it was at work.
    Load load(Listed<?> listed) {
        synchronized (lock) {
            return register.load(listed.member(), listed.entry().number());
        }
    }

    private void look() {
        List<Action<ActorRef<?>>> actions;
        synchronized (lock) {
            if (!isRunning) {
                return;
            }
            // The view now, not that of the change: two changes may come here in the wrong order.
            actions = perform(register.inView(remoting.transport().view().members().stream()
                    .map(Member::incarnation)
                    .toList()));
        }
        tell(actions);
    }

    private void received(Member from, Message<ActorRef<?>> message) {
        List<Action<ActorRef<?>>> actions;
        synchronized (lock) {
            actions = isRunning ? perform(register.received(from.incarnation(), message)) : List.of();
        }
        tell(actions);
    }

    private void tick() {
        var loads = loadsHere();
        synchronized (lock) {
            if (isRunning) {
                perform(register.tick(loads));
                timer = remoting.system().scheduler().schedule(TICK, this::tick);
            }
        }
    }

    /// Asked without the lock, as whoever tells may have one of its own.
    private Map<Long, Integer> loadsHere() {
        var sources = new HashMap<Long, IntSupplier>();
        synchronized (lock) {
            for (var entry : register.own()) {
                var known = entered.get(entry.ref());
                if (known != null) {
                    sources.put(entry.number(), known.load());
                }
            }
        }
        var loads = new HashMap<Long, Integer>();
        sources.forEach((number, source) -> {
            int load = source.getAsInt();
            if (load > 0) {
                loads.put(number, load);
            }
        });
        return loads;
    }

    static int loadOf(ActorRef<?> ref) {
        return LocalActor.of(ref).map(LocalActor::load).orElse(0);
    }

    /// Sends what is to be sent, and forgets what was found under keys that have changed.
    @GuardedBy("lock")
    private List<Action<ActorRef<?>>> perform(List<Action<ActorRef<?>>> actions) {
        for (var action : actions) {
            switch (action) {
                case Action.Send<ActorRef<?>>(var to, var message) -> send(to, message);
                case Action.Changed<ActorRef<?>>(var key) -> found.remove(key);
            }
        }
        return actions;
    }

    /// What is not taken now is noticed at the next pulse.
    private void send(Incarnation to, Message<ActorRef<?>> message) {
        var _ = remoting.send(to, frameOf(message));
    }

    private WireOutput frameOf(Message<ActorRef<?>> message) {
        return switch (message) {
            case Message.Whole<ActorRef<?>>(long version, var entries) ->
                write(WHOLE.frame().writeVarLong(version), entries);
            case Message.Change<ActorRef<?>>(long version, var added, var removed) -> {
                var frame = write(CHANGE.frame().writeVarLong(version), added).writeVarInt(removed.size());
                removed.forEach(frame::writeVarLong);
                yield frame;
            }
            case Message.Pulse<ActorRef<?>>(long version, var loads) -> {
                var frame = PULSE.frame().writeVarLong(version).writeVarInt(loads.size());
                loads.forEach((number, load) -> frame.writeVarLong(number).writeVarInt(load));
                yield frame;
            }
            case Message.Pull<ActorRef<?>>() -> PULL.frame();
        };
    }

    private WireOutput write(WireOutput frame, List<Entry<ActorRef<?>>> entries) {
        frame.writeVarInt(entries.size());
        for (var entry : entries) {
            frame.writeVarLong(entry.number()).writeString(entry.key());
            remoting.codec().encode(entry.ref(), frame);
        }
        return frame;
    }

    private List<Entry<ActorRef<?>>> entries(WireInput frame) {
        int count = frame.readVarInt();
        var entries = new ArrayList<Entry<ActorRef<?>>>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry<>(frame.readVarLong(), frame.readString(), (ActorRef<?>)
                    remoting.codec().decode(frame)));
        }
        return entries;
    }

    private static List<Long> numbers(WireInput frame) {
        int count = frame.readVarInt();
        var numbers = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            numbers.add(frame.readVarLong());
        }
        return numbers;
    }

    private static Map<Long, Integer> loads(WireInput frame) {
        int count = frame.readVarInt();
        var loads = new HashMap<Long, Integer>();
        for (int i = 0; i < count; i++) {
            loads.put(frame.readVarLong(), frame.readVarInt());
        }
        return loads;
    }

    private void tell(List<Action<ActorRef<?>>> actions) {
        for (var action : actions) {
            if (action instanceof Action.Changed<ActorRef<?>>(var key)) {
                listeners.forEach(listener -> listener.accept(key));
            }
        }
    }

    /// Tells and copies no more.
    @Override
    public void close() {
        synchronized (lock) {
            isRunning = false;
            timer.cancel();
        }
    }
}

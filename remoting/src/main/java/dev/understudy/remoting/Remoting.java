package dev.understudy.remoting;

import static java.time.Duration.ofMillis;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.Transport;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageTooLargeException;
import dev.understudy.serialization.RefResolver;
import dev.understudy.serialization.SerializationException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Actors of other members, reached as if they were here: sends what is told to a [RemoteRef], hands what arrives
/// to the actor that it is for, and gives the rooms above a place to register frames of their own.
///
/// *Order:* what one actor tells another arrives in the order told, for the transport keeps it and frames are
/// decoded on one thread for each sending member. *Loss:* at most once; what certainly was not handled becomes a
/// dead letter here (or fails its ask), what was lost with a member does not. *Asks* that wait for a member which
/// leaves the view fail at once with [OwnerLostException], and those that wait when this node closes with
/// [NodeClosedException]: whether they were handled is not known.
///
/// Thread-safe.
public final class Remoting implements AutoCloseable {
    /// Handles the frames of one kind; called on the transport's thread for the sending member, so it hands over
    /// and returns.
    @FunctionalInterface
    public interface FrameHandler {
        /// A frame arrived.
        ///
        /// @param frame what stands behind the kind
        void received(Member from, WireInput frame);
    }

    /// The member takes no frames for the moment.
    public static final Reason MEMBER_BUSY = new Reason("MEMBER_BUSY");

    /// The member has left the view.
    public static final Reason MEMBER_LOST = new Reason("MEMBER_LOST");

    /// The message cannot be put in bytes.
    public static final Reason NOT_SERIALIZABLE = new Reason("NOT_SERIALIZABLE");

    /// The message takes more bytes than are sent.
    public static final Reason TOO_LARGE = new Reason("TOO_LARGE");

    /// The bytes of the message cannot be read where they arrived.
    public static final Reason UNREADABLE = new Reason("UNREADABLE");

    /// How soon a frame is sent again to a member that takes none for the moment.
    private static final Duration RETRY = ofMillis(50);

    private static final FrameKind TELL = new FrameKind(1, "TELL");
    private static final FrameKind UNDELIVERED = new FrameKind(2, "UNDELIVERED");
    private static final FrameKind UNANSWERED = new FrameKind(6, "UNANSWERED");
    private static final Incarnation NOWHERE = new Incarnation(0, 0);
    private static final ScopedValue<ActorRef<?>> REPLY_TO = ScopedValue.newInstance();
    private static final FrameKind CANCELLED = new FrameKind(73, "CANCELLED");

    /// In place of a remaining time: the message does not get old.
    private static final long NO_LIMIT = 0;

    private static final Logger log = LoggerFactory.getLogger(Remoting.class);

    private final ActorSystem system;
    private final Transport transport;
    private final MessageCodec codec;
    private final Map<Integer, FrameHandler> handlers = new ConcurrentHashMap<>();
    private final List<Consumer<ViewChange>> viewListeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<Member, DeathProof>> deathListeners = new CopyOnWriteArrayList<>();
    private final Cancellations cancellations = new Cancellations();
    private final Exports exports = new Exports(this::cancelled);
    private final RemoteWatcher watcher;
    private final LongAdder malformed = new LongAdder();
    private final Executor failures;
    private volatile Consumer<ClusterException> rejected = reason -> log.error("the cluster refuses this node", reason);
    private volatile Known known = new Known(null, Map.of());

    /// @param codec makes the codec, given how refs cross the wire
    /// @param failures where asks to lost members fail, and what their askers attached to them runs
    public Remoting(
            ActorSystem system, Transport transport, Function<RefResolver, MessageCodec> codec, Executor failures) {
        this.system = system;
        this.transport = transport;
        this.codec = codec.apply(new Refs());
        this.failures = failures;
        this.watcher = new RemoteWatcher(this);
        handle(TELL, this::onTell);
        handle(UNDELIVERED, this::onUndelivered);
        handle(UNANSWERED, this::onUnanswered);
        var _ = new AskCycles(this); // registers itself
        handle(CANCELLED, (from, frame) -> cancellations.add(from.incarnation(), frame.readVarLong()));
    }

    /// Joins the cluster. Handlers and listeners are registered before.
    public void start() {
        transport.start(new Listener());
    }

    /// The members of a view by their incarnation; made once for each view.
    private record Known(@Nullable View view, Map<Incarnation, Member> members) {}

    @SuppressWarnings("ReferenceEquality") // another object is another view, or one that is worth a look
    private Map<Incarnation, Member> members() {
        var view = transport.view();
        var now = known;
        if (now.view() != view) {
            now = new Known(
                    view, view.members().stream().collect(toUnmodifiableMap(Member::incarnation, member -> member)));
            known = now;
        }
        return now.members();
    }

    /// Registers who handles a kind of frame.
    ///
    /// @throws IllegalStateException if another handler has the code
    public void handle(FrameKind kind, FrameHandler handler) {
        if (handlers.putIfAbsent(kind.code(), handler) != null) {
            throw new IllegalStateException("frame kind %s: its code %d is taken".formatted(kind, kind.code()));
        }
    }

    /// Registers who is told of view changes: on the transport's control thread, so it hands over and returns.
    public void onViewChange(Consumer<ViewChange> listener) {
        viewListeners.add(listener);
    }

    /// Registers who is told of proofs of death, see [TransportListener#died]: on the transport's control
    /// thread, so it hands over and returns.
    public void onDeath(BiConsumer<Member, DeathProof> listener) {
        deathListeners.add(listener);
    }

    /// Registers who is told that the cluster refuses this node after all; it closes the node, on a thread of
    /// its own.
    public void onRejected(Consumer<ClusterException> listener) {
        rejected = listener;
    }

    /// Sends a frame that was begun with [FrameKind#frame()].
    ///
    /// @throws FrameTooLargeException if it is longer than the channel takes; nothing is sent
    public SendResult send(Member to, ChannelKind channel, WireOutput frame) {
        return transport.send(to, channel, ByteBuffer.wrap(frame.buffer(), 0, frame.size()));
    }

    /// Puts a message in bytes. A `replyTo` in it that is answered otherwise than by a frame to a ref crosses
    /// the wire as just that, and is another one at the other end.
    public void encode(Object message, @Nullable ActorRef<?> replyTo, WireOutput out) {
        if (replyTo == null) {
            codec.encode(message, out);
        } else {
            ScopedValue.where(REPLY_TO, replyTo).run(() -> codec.encode(message, out));
        }
    }

    /// Reads what [#encode] wrote.
    ///
    /// @param replyTo stands for the `replyTo`
    public Object decode(byte[] bytes, @Nullable ActorRef<?> replyTo) {
        return replyTo == null
                ? codec.decode(bytes)
                : ScopedValue.where(REPLY_TO, replyTo).call(() -> codec.decode(bytes));
    }

    /// How messages are put in bytes.
    public MessageCodec codec() {
        return codec;
    }

    /// The transport beneath.
    public Transport transport() {
        return transport;
    }

    /// The system whose actors are reached.
    public ActorSystem system() {
        return system;
    }

    /// Sends a frame on the data channel to the run of a member, if it is in view.
    public SendResult send(Incarnation to, WireOutput frame) {
        var member = members().get(to);
        return member == null ? SendResult.UNKNOWN_MEMBER : send(member, ChannelKind.DATA, frame);
    }

    /// The ref that the run of a member knows by a number; of this one itself the actor, unless it has ended.
    @SuppressWarnings("unchecked") // whoever got the number from there knows what the actor accepts
    <M> InternalRef<M> ref(Incarnation home, long number) {
        boolean isHere = home.equals(transport.self().incarnation());
        return (InternalRef<M>) (isHere ? exports.find(number) : Optional.<InternalRef<?>>empty())
                .orElseGet(() -> new RemoteRef<>(this, home, number));
    }

    /// The run of a member, if it is in view.
    Optional<Member> member(Incarnation incarnation) {
        return Optional.ofNullable(members().get(incarnation));
    }

    /// What people call the run of a member, as far as it is known here.
    String nameOf(Incarnation incarnation) {
        var member = members().get(incarnation);
        return member == null ? "departed/" + incarnation : member.toString();
    }

    /// Makes an attempt to send, and makes it again a little later as long as the member takes no frames.
    ///
    /// @param attempt thread-safe; anything but `BUSY` ends it
    public void sendUntilTaken(Supplier<SendResult> attempt) {
        if (attempt.get() == SendResult.BUSY) {
            var _ = system.scheduler().schedule(RETRY, () -> sendUntilTaken(attempt));
        }
    }

    /// Notes that an ask waits for an answer from a member, so that it fails when the member is lost.
    ///
    /// @return the number that the member answers to
    public long exportAsk(AskPromise<?> ask, Incarnation answering) {
        return exports.exportAsk(ask, answering);
    }

    /// Notes that an ask will not be answered by a member: it came back unhandled, or did not get there. When that
    /// member is lost, the ask is not.
    public void returned(AskPromise<?> ask, Incarnation answering) {
        exports.returned(ask, answering);
    }

    /// The ask that a member answers to by a number, unless it is over.
    public Optional<AskPromise<?>> ask(long number) {
        return exports.ask(number);
    }

    /// How many frames could not be read or were of no known kind.
    public long malformedFrames() {
        return malformed.sum();
    }

    Exports exports() {
        return exports;
    }

    RemoteWatcher watcher() {
        return watcher;
    }

    void tell(RemoteRef<?> ref, Object message) {
        tellEnvelope(ref, () -> message);
    }

    void tellEnvelope(RemoteRef<?> ref, Envelope envelope) {
        var refusal = envelope.refusal();
        if (refusal != null) {
            undelivered(ref, envelope, refusal);
            return;
        }
        long ask = envelope instanceof AskPromise<?> promise ? exportAsk(promise, ref.home()) : Exports.NONE;
        try {
            var frame = TELL.frame()
                    .writeVarLong(ref.number())
                    .writeVarLong(ask)
                    .writeVarLong(remaining(envelope.deadlineNanos()));
            codec.encode(envelope.message(), frame);
            switch (send(ref.home(), frame)) {
                case ACCEPTED -> {}
                case BUSY -> undelivered(ref, envelope, MEMBER_BUSY);
                case UNKNOWN_MEMBER -> undelivered(ref, envelope, MEMBER_LOST);
            }
        } catch (SerializationException | FrameTooLargeException cause) {
            unsendable(ref, envelope, cause);
        }
    }

    /// For how long a message is worth handling from now on: members have no clock in common.
    private long remaining(long deadlineNanos) {
        return deadlineNanos == Envelope.NO_DEADLINE
                ? NO_LIMIT
                : Math.max(NO_LIMIT + 1, deadlineNanos - system.timeSource().nanoTime());
    }

    private long deadlineNanos(long remaining) {
        return remaining == NO_LIMIT
                ? Envelope.NO_DEADLINE
                : system.timeSource().nanoTime() + remaining;
    }

    /// An ask of this node was cancelled: whoever is to answer it need not handle the request.
    private void cancelled(Incarnation answering, long ask) {
        send(answering, CANCELLED.frame().writeVarLong(ask));
    }

    /// What is told cannot be sent, now or ever. The teller is not to fail for it: it may be an actor that
    /// answers, and has done its work. If it was an answer, its asker would wait for nothing.
    private void unsendable(RemoteRef<?> ref, Envelope envelope, RuntimeException cause) {
        log.warn("a message to {} cannot be sent", ref, cause);
        boolean isTooLarge = cause instanceof FrameTooLargeException || cause instanceof MessageTooLargeException;
        var reason = isTooLarge ? TOO_LARGE : NOT_SERIALIZABLE;
        if (envelope instanceof AskPromise<?> asks) {
            asks.fail(cause);
        }
        undelivered(ref, envelope, reason);
        send(ref.home(), UNANSWERED.frame().writeVarLong(ref.number()).writeString(reason.code()));
    }

    private void undelivered(ActorRef<?> ref, Envelope envelope, Reason reason) {
        system.deadLetterChannel().publish(new DeadLetter(envelope.message(), ref, reason));
        envelope.undelivered(ref, reason);
    }

    private void onTell(Member from, WireInput frame) {
        long number = frame.readVarLong();
        long ask = frame.readVarLong();
        long deadline = deadlineNanos(frame.readVarLong());
        var arrived = new Arrived(decode(from, frame, number, ask), from, ask, deadline);
        exports.find(number).ifPresentOrElse(ref -> ref.tellEnvelope(arrived), () -> {
            var gone = new RemoteRef<>(this, transport.self().incarnation(), number);
            undelivered(gone, arrived, Reason.ACTOR_STOPPED);
        });
    }

    /// Reads a message. If that fails, whoever waits for something hears of it before the frame is dropped: the
    /// asker that sent it, or the ask of this node that it answers.
    private Object decode(Member from, WireInput frame, long number, long ask) {
        try {
            return codec.decode(frame);
        } catch (SerializationException unreadable) {
            if (ask != Exports.NONE) {
                sendUndelivered(from, ask, UNREADABLE);
            }
            ask(number).ifPresent(answered -> answered.fail(new UnansweredException(answered.path(), UNREADABLE)));
            throw unreadable;
        }
    }

    private void sendUndelivered(Member to, long ask, Reason reason) {
        send(to.incarnation(), UNDELIVERED.frame().writeVarLong(ask).writeString(reason.code()));
    }

    private void onUnanswered(Member from, WireInput frame) {
        var ask = ask(frame.readVarLong());
        var reason = new Reason(frame.readString());
        ask.ifPresent(promise -> promise.fail(new UnansweredException(promise.path(), reason)));
    }

    private void onUndelivered(Member from, WireInput frame) {
        long ask = frame.readVarLong();
        var reason = new Reason(frame.readString());
        var target = new RemoteRef<>(this, from.incarnation(), Exports.NONE);
        ask(ask).ifPresent(promise -> promise.undelivered(target, reason));
    }

    /// A message that came over the wire, with how long its sender thinks it worth handling. If it is a request that
    /// gets no further, its asker is told.
    private final class Arrived implements Envelope {
        private final Object message;
        private final Member from;
        private final long ask;
        private final long deadlineNanos;

        Arrived(Object message, Member from, long ask, long deadlineNanos) {
            this.message = message;
            this.from = from;
            this.ask = ask;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public @Nullable Reason refusal() {
            if (ask != Exports.NONE && cancellations.contains(from.incarnation(), ask)) {
                return Reason.CANCELLED;
            }
            boolean isLate = deadlineNanos != NO_DEADLINE && system.timeSource().nanoTime() - deadlineNanos >= 0;
            return isLate ? Reason.DEADLINE_PASSED : null;
        }

        @Override
        public long deadlineNanos() {
            return deadlineNanos;
        }

        @Override
        public Object message() {
            return message;
        }

        @Override
        public void undelivered(ActorRef<?> target, Reason reason) {
            if (ask != Exports.NONE) {
                sendUndelivered(from, ask, reason);
            }
        }
    }

    /// How refs cross the wire: the incarnation of the member that they live on, and the number that it knows them
    /// by.
    private final class Refs implements RefResolver {
        @Override
        @SuppressWarnings("ReferenceEquality") // this very one
        public void write(ActorRef<?> ref, WireOutput out) {
            if (REPLY_TO.isBound() && REPLY_TO.get() == ref) {
                write(NOWHERE, Exports.NONE, out);
            } else if (ref instanceof RemoteRef<?> remote) {
                write(remote.home(), remote.number(), out);
            } else {
                write(transport.self().incarnation(), exports.export(InternalRef.of(ref)), out);
            }
        }

        private static void write(Incarnation home, long number, WireOutput out) {
            out.writeLong(home.high()).writeLong(home.low()).writeVarLong(number);
        }

        @Override
        public ActorRef<?> read(WireInput in) {
            var home = new Incarnation(in.readLong(), in.readLong());
            long number = in.readVarLong();
            if (home.equals(NOWHERE)) {
                if (!REPLY_TO.isBound()) {
                    throw new MalformedMessageException("a replyTo in a message that nobody asks");
                }
                return REPLY_TO.get();
            }
            return ref(home, number);
        }
    }

    /// Notes what is lost with a member that left the view.
    ///
    /// @return tells those who wait for it
    private Runnable lost(Member member) {
        cancellations.forget(member.incarnation());
        var watchersTold = watcher.lost(member);
        var asks = exports.awaiting(member.incarnation()).stream()
                .filter(ask -> exports.returned(ask, member.incarnation()))
                .toList();
        return () -> {
            watchersTold.run();
            asks.forEach(ask -> ask.fail(new OwnerLostException(ask.path(), member)));
        };
    }

    private final class Listener implements TransportListener {
        @Override
        public void rejected(ClusterException reason) {
            rejected.accept(reason);
        }

        @Override
        public void died(Member dead, DeathProof proof) {
            deathListeners.forEach(listener -> listener.accept(dead, proof));
        }

        @Override
        public void viewChanged(ViewChange change) {
            viewListeners.forEach(listener -> listener.accept(change));
            // Completing an ask runs what its asker attached to it: not on the thread that hears of the next
            // failure.
            change.left().forEach(member -> failures.execute(lost(member)));
        }

        @Override
        public void received(Frame frame) {
            var payload = frame.payload();
            var input = WireInput.of(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
            try {
                int code = input.readByte() & 0xff;
                FrameHandler handler = handlers.get(code);
                if (handler == null) {
                    malformed.increment();
                    log.warn("frame of unknown kind {} from {} dropped", code, frame.from());
                    return;
                }
                handler.received(frame.from(), input);
            } catch (RuntimeException cause) {
                // What a handler throws is the frame's fault: it may come from another version, or from anybody.
                malformed.increment();
                log.warn("frame of {} bytes from {} dropped", payload.remaining(), frame.from(), cause);
            }
        }
    }

    /// Leaves the cluster. Asks that still wait for an answer fail with [NodeClosedException], on the calling
    /// thread.
    @Override
    public void close() {
        transport.close();
        // What was sent was noted before; what is asked from now on is not sent, and fails by itself.
        exports.awaiting().forEach(ask -> ask.fail(new NodeClosedException(ask.path())));
    }
}

package dev.understudy.sharding;

import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.MessageTooLargeException;
import dev.understudy.serialization.SerializationException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.EntityMessage;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [Cargo] in bytes. What can't be put in bytes, or read, becomes a [Cargo.Refusal] in its place, so that whoever waits
/// for it is told, and nothing else of its frame is lost with it.
///
/// Thread-safe.
final class CargoCodec implements ShardCodec.Payloads {
    private static final int ANSWER = 1;
    private static final int REFUSAL = 2;
    private static final int LUGGAGE = 3;
    private static final int STORED = 4;
    private static final int IMAGE = 5;
    private static final Logger log = LoggerFactory.getLogger(CargoCodec.class);

    private final ShardRegion region;
    private final Remoting remoting;

    CargoCodec(ShardRegion region, Remoting remoting) {
        this.region = region;
        this.remoting = remoting;
    }

    @Override
    public void command(EntityMessage message, WireOutput out) {
        var command = (Cargo.Command) message.payload();
        long now = remoting.system().timeSource().nanoTime();
        long deadline = command.deadlineNanos();
        out.writeVarLong(deadline == Envelope.NO_DEADLINE ? 0 : Math.max(1, deadline - now));
        var replyTo = command.replyTo();
        if (command.content() instanceof Cargo.Refusal known) {
            refusal(known, out.writeVarInt(0));
            return;
        }
        try {
            encoded(command.content(), replyTo, out);
        } catch (SerializationException cause) {
            // Its sender is told at once; what travels in its place only keeps its lane going.
            region.unsendable(message.entityId(), command.content(), replyTo, reason(cause), cause);
            refusal(new Cargo.Refusal(reason(cause), false), out.writeVarInt(0));
        }
    }

    @Override
    public Payload command(WireInput in, String entity, @Nullable CommandId ask) {
        long left = in.readVarLong();
        long deadline = left == 0
                ? Envelope.NO_DEADLINE
                : remoting.system().timeSource().nanoTime() + left;
        var replyTo = ask == null ? null : new ReplyRef<>(remoting.system(), entity.replace('\0', '/'));
        int before = in.remaining();
        return new Cargo.Command(object(in, replyTo), replyTo, deadline, before - in.remaining());
    }

    @Override
    public void value(Payload payload, WireOutput out) {
        switch ((Cargo) payload) {
            case Cargo.Answer(var answer) -> object(answer, null, out.writeByte(ANSWER));
            case Cargo.Refusal refusal -> refusal(refusal, out.writeByte(REFUSAL));
            case Cargo.Luggage(var bags) -> OwnershipCodec.list(out.writeByte(LUGGAGE), bags, this::bag);
            case Cargo.EncodedAnswer(var answer) -> bytes(answer.bytes(), out.writeByte(ANSWER));
            case Cargo.Stored _, Cargo.Image _, Cargo.Command _ ->
                throw new IllegalArgumentException("where an answer belongs: " + payload);
        }
    }

    @Override
    public Payload value(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case ANSWER -> {
                var answer = object(in, null);
                yield answer instanceof Cargo.Refusal refusal ? refusal : new Cargo.Answer(answer);
            }
            case REFUSAL -> refusal(in);
            case LUGGAGE -> new Cargo.Luggage(OwnershipCodec.list(in, this::bag));
            default -> throw new MalformedMessageException("no cargo has the number " + kind);
        };
    }

    @Override
    public void logged(Payload payload, WireOutput out) {
        switch ((Cargo) payload) {
            case Cargo.EncodedAnswer(var answer) -> bytes(answer.bytes(), out.writeByte(ANSWER));
            case Cargo.Stored(var turn) -> bytes(turn.bytes(), out.writeByte(STORED));
            case Cargo.Image(var entities, int _) -> {
                out.writeByte(IMAGE).writeVarInt(entities.size());
                entities.forEach((entity, turns) -> {
                    out.writeString(entity);
                    OwnershipCodec.list(out, turns, (to, turn) -> bytes(turn.bytes(), to));
                });
            }
            case Cargo.Answer _, Cargo.Refusal _, Cargo.Luggage _, Cargo.Command _ ->
                throw new IllegalArgumentException("in a log, which holds bytes: " + payload);
        }
    }

    @Override
    public Payload logged(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case ANSWER -> new Cargo.EncodedAnswer(new Encoded(in.readBytes(in.readVarInt())));
            case STORED -> new Cargo.Stored(turn(in));
            case IMAGE -> {
                int before = in.remaining();
                var entities = new LinkedHashMap<String, List<StoredTurn>>();
                for (int left = in.readVarInt(); left > 0; left--) {
                    entities.put(in.readString(), OwnershipCodec.list(in, CargoCodec::turn));
                }
                yield new Cargo.Image(entities, before - in.remaining());
            }
            default -> throw new MalformedMessageException("nothing in a log has the number " + kind);
        };
    }

    private static StoredTurn turn(WireInput in) {
        return StoredTurn.of(in.readBytes(in.readVarInt()));
    }

    private static void bytes(byte[] bytes, WireOutput out) {
        out.writeVarInt(bytes.length).writeBytes(bytes);
    }

    /// An answer in bytes, as a log keeps it.
    ///
    /// @throws SerializationException if it has no wire form, or is too long
    Cargo.EncodedAnswer encode(Object answer) {
        var out = new WireOutput();
        remoting.encode(answer, null, out);
        return new Cargo.EncodedAnswer(new Encoded(out.toByteArray()));
    }

    /// What [#encode] was given, or why it can't be read here.
    Cargo decode(Cargo.EncodedAnswer encoded) {
        try {
            return new Cargo.Answer(remoting.decode(encoded.answer().bytes(), null));
        } catch (SerializationException cause) {
            log.warn("an answer of an entity cannot be read", cause);
            return new Cargo.Refusal(Remoting.UNREADABLE, true);
        }
    }

    private static void refusal(Cargo.Refusal refusal, WireOutput out) {
        out.writeString(refusal.reason().code()).writeBoolean(refusal.isHandled());
    }

    private static Cargo.Refusal refusal(WireInput in) {
        return new Cargo.Refusal(new Reason(in.readString()), in.readBoolean());
    }

    // ---- objects

    /// An object with its length in front, or in its place why it has none.
    private void object(Object object, @Nullable ReplyRef<?> replyTo, WireOutput out) {
        if (object instanceof Cargo.Refusal known) {
            refusal(known, out.writeVarInt(0));
            return;
        }
        try {
            encoded(object, replyTo, out);
        } catch (SerializationException cause) {
            log.warn("an object of {} cannot be sent", object.getClass(), cause);
            refusal(new Cargo.Refusal(reason(cause), true), out.writeVarInt(0));
        }
    }

    private void encoded(Object object, @Nullable ReplyRef<?> replyTo, WireOutput out) {
        var bytes = new WireOutput();
        remoting.encode(object, replyTo, bytes);
        if (bytes.size() > region.mostBytes()) {
            throw new MessageTooLargeException(object.getClass().getName(), bytes.size(), region.mostBytes());
        }
        out.writeVarInt(bytes.size()).writeBytes(bytes.buffer(), 0, bytes.size());
    }

    private static Reason reason(SerializationException cause) {
        return cause instanceof MessageTooLargeException ? Remoting.TOO_LARGE : Remoting.NOT_SERIALIZABLE;
    }

    private Object object(WireInput in, @Nullable ReplyRef<?> replyTo) {
        int length = in.readVarInt();
        if (length == 0) {
            return refusal(in);
        }
        var bytes = in.readBytes(length);
        try {
            return remoting.decode(bytes, replyTo);
        } catch (SerializationException cause) {
            log.warn("a message for an entity cannot be read", cause);
            return new Cargo.Refusal(Remoting.UNREADABLE, false);
        }
    }

    // ---- luggage

    private void bag(WireOutput out, Cargo.Bag bag) {
        out.writeString(bag.entity());
        OwnershipCodec.list(out, bag.stash(), (to, stashed) -> {
            OwnershipCodec.optional(
                    to,
                    stashed.ask(),
                    (into, ask) -> OwnershipCodec.run(into, ask.producer()).writeVarLong(ask.seq()));
            var message = stashed.message();
            object(message instanceof EntityTurn turn ? turn.message() : message, replyTo(message), to);
        });
        OwnershipCodec.list(out, bag.timers(), (to, timer) -> {
            object(timer.key(), null, to);
            object(timer.message(), null, to);
            to.writeVarLong(timer.remaining().toNanos())
                    .writeVarLong(timer.interval().toNanos())
                    .writeBoolean(timer.fixedRate());
        });
        OwnershipCodec.optional(out, bag.state(), (to, state) -> object(state, null, to));
    }

    private static @Nullable ReplyRef<?> replyTo(Object stashed) {
        return stashed instanceof EntityTurn turn ? turn.replyTo() : null;
    }

    private Cargo.Bag bag(WireInput in) {
        var entity = in.readString();
        List<Cargo.Stashed> stash = OwnershipCodec.list(in, from -> {
            var ask = OwnershipCodec.optional(
                    from,
                    source -> new CommandId(
                            new Incarnation(new MemberId(source.readString()), source.readVarLong()),
                            source.readVarLong()));
            var replyTo = ask == null ? null : new ReplyRef<>(remoting.system(), entity.replace('\0', '/'));
            var message = object(from, replyTo);
            return new Cargo.Stashed(replyTo == null ? message : new EntityTurn(message, replyTo), ask);
        });
        List<Cargo.Timer> timers = new ArrayList<>();
        for (int left = in.readVarInt(); left > 0; left--) {
            var key = object(in, null);
            var message = object(in, null);
            var timer = new Cargo.Timer(
                    key,
                    message,
                    Duration.ofNanos(in.readVarLong()),
                    Duration.ofNanos(in.readVarLong()),
                    in.readBoolean());
            if (key instanceof Cargo.Refusal || message instanceof Cargo.Refusal) {
                log.warn("a timer of {} could not be carried over: {}", entity, timer);
            } else {
                timers.add(timer);
            }
        }
        return new Cargo.Bag(entity, stash, timers, OwnershipCodec.optional(in, from -> object(from, null)));
    }
}

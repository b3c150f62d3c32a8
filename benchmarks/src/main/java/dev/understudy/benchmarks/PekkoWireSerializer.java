package dev.understudy.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Writes [PekkoWire] by hand into the buffers that Pekko sends: nothing that it could be given is faster, neither its
/// own Jackson nor Kryo.
public final class PekkoWireSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {
    private static final int IDENTIFIER = 77_001;
    /// None of the messages takes more.
    private static final int MOST_BYTES = 1024;

    private final ExtendedActorSystem system;

    /// Pekko makes it.
    public PekkoWireSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch ((PekkoWire) message) {
            case PekkoWire.Hello _ -> "H";
            case PekkoWire.Order _ -> "O";
            case PekkoWire.Ack _ -> "A";
            case PekkoWire.Ping _ -> "P";
            case PekkoWire.Pong _ -> "Q";
            case PekkoWire.Increment _ -> "I";
            case PekkoWire.Count _ -> "C";
        };
    }

    @Override
    public void toBinary(Object message, ByteBuffer out) {
        out.order(ByteOrder.LITTLE_ENDIAN); // as Artery's buffers are; those of sharding come in either order
        switch ((PekkoWire) message) {
            case PekkoWire.Hello(var sender, int lot) -> ref(sender, out.putInt(lot));
            case PekkoWire.Order(long number, var symbol, int quantity, double price) ->
                text(symbol, out.putLong(number).putInt(quantity).putDouble(price));
            case PekkoWire.Ack(int messages) -> out.putInt(messages);
            case PekkoWire.Ping(var replyTo, long number) -> ref(replyTo, out.putLong(number));
            case PekkoWire.Pong(long number) -> out.putLong(number);
            case PekkoWire.Increment(var replyTo) -> ref(replyTo, out);
            case PekkoWire.Count(long value) -> out.putLong(value);
        }
    }

    @Override
    public Object fromBinary(ByteBuffer in, String manifest) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        return switch (manifest) {
            case "H" -> {
                int lot = in.getInt();
                yield new PekkoWire.Hello(this.<Object>ref(in), lot);
            }
            case "O" -> {
                long number = in.getLong();
                int quantity = in.getInt();
                double price = in.getDouble();
                yield new PekkoWire.Order(number, text(in), quantity, price);
            }
            case "A" -> new PekkoWire.Ack(in.getInt());
            case "P" -> {
                long number = in.getLong();
                yield new PekkoWire.Ping(this.<PekkoWire.Pong>ref(in), number);
            }
            case "Q" -> new PekkoWire.Pong(in.getLong());
            case "I" -> new PekkoWire.Increment(ref(in));
            case "C" -> new PekkoWire.Count(in.getLong());
            default -> throw new IllegalArgumentException("unknown manifest " + manifest);
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        var out = ByteBuffer.allocate(MOST_BYTES);
        toBinary(message, out);
        var bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return fromBinary(ByteBuffer.wrap(bytes), manifest);
    }

    private ActorRefResolver resolver() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }

    private void ref(ActorRef<?> ref, ByteBuffer out) {
        text(resolver().toSerializationFormat(ref), out);
    }

    private <M> ActorRef<M> ref(ByteBuffer in) {
        return resolver().resolveActorRef(text(in));
    }

    private static void text(String text, ByteBuffer out) {
        var bytes = text.getBytes(UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) {
        var bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }
}

package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import org.jspecify.annotations.Nullable;

/// A Kryo that knows registered types only, counts how deep values nest, and can reach the codec's [RefResolver].
///
/// Used by one thread at a time; [Coder] pools them.
final class WireKryo extends Kryo {

    private final WireClassResolver resolver;
    private final int maxDepth;
    private final @Nullable RefResolver refs;
    private int depth;

    WireKryo(TypeIndex index, int maxDepth, @Nullable RefResolver refs) {
        this(new WireClassResolver(index), maxDepth, refs);
    }

    private WireKryo(WireClassResolver resolver, int maxDepth, @Nullable RefResolver refs) {
        super(resolver, null);
        this.resolver = resolver;
        this.maxDepth = maxDepth;
        this.refs = refs;
        resolver.open();
        setRegistrationRequired(true);
        setAutoReset(false);
    }

    static WireSerializer<?> serializerOf(Registration registration) {
        return (WireSerializer<?>) registration.getSerializer();
    }

    /// Starts a message, whatever became of the one before.
    void begin() {
        depth = 0;
    }

    /// Goes one value deeper. There is no `finally` around what follows: [#begin()] makes good for an exception.
    void enter() {
        if (++depth > maxDepth) {
            throw new NestingException(maxDepth);
        }
    }

    void leave() {
        depth--;
    }

    /// How much deeper values may nest here.
    int depthLeft() {
        return maxDepth - depth;
    }

    /// Writes and reads values that say their own type.
    PolymorphicSerializer any() {
        return BuiltIns.ANY;
    }

    /// The codec's resolver of refs, or null if it has none.
    @Nullable
    RefResolver refs() {
        return refs;
    }

    Registration require(Class<?> type) {
        return resolver.require(type);
    }

    Registration require(int id) {
        return resolver.require(id);
    }

    /// Values nest deeper than allowed. The codec knows whether that is the sender's fault or the bytes'.
    static final class NestingException extends RuntimeException {

        NestingException(int maxDepth) {
            super("values nest deeper than " + maxDepth + ", the limit (maxDepth)");
        }
    }
}

package dev.understudy.serialization;

import java.util.Optional;

/// `Optional`: its value, or null on the wire. So a nullable component may become an optional one and back.
final class OptionalSerializer extends WireSerializer<Optional<?>> {

    private final WireSerializer<?> element;

    OptionalSerializer(WireSerializer<?> element) {
        this.element = element;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Optional<?> value) {
        element.putAny(kryo, out, value.orElse(null));
    }

    /// A null in the place of an `Optional` is a mistake that must not turn into an empty one on arrival.
    @Override
    void writeNull(ValueOutput out) {
        throw new UnwritableMessageException("an Optional is null; use Optional.empty()");
    }

    @Override
    Optional<?> read(WireKryo kryo, ValueInput in) {
        return Optional.ofNullable(element.take(kryo, in));
    }

    @Override
    Optional<?> nullValue() {
        return Optional.empty();
    }

    @Override
    String wireType() {
        return "optional<" + element.wireType() + '>';
    }
}

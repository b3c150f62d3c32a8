package dev.understudy.serialization;

/// A throwable as a [RemoteFailure], read back as a [RemoteFailureException].
final class ThrowableSerializer extends WireSerializer<Throwable> {

    static final String NAME = "throwable";

    private final RecordSerializer failure;

    ThrowableSerializer(RecordSerializer failure) {
        this.failure = failure;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Throwable value) {
        failure.write(kryo, out, RemoteFailure.of(value));
    }

    @Override
    Throwable read(WireKryo kryo, ValueInput in) {
        return ((RemoteFailure) failure.read(kryo, in)).toException();
    }

    @Override
    String wireType() {
        return NAME;
    }
}

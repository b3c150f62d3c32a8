package dev.understudy.benchmarks;

import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What does it cost to put a small record in bytes, and to read it back?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    /// A message of the size that most have.
    public record Deposited(String account, long cents, int number) {}

    private final MessageCodec codec =
            MessageRegistry.builder().register(Deposited.class).build().codec();
    private final Deposited message = new Deposited("acc-42", 500, 7);
    private final byte[] bytes = codec.encode(message);
    private final WireOutput out = new WireOutput();

    /// Writes into a buffer that is used again.
    @Benchmark
    public int encode() {
        out.reset();
        codec.encode(message, out);
        return out.size();
    }

    /// Reads the same bytes again and again.
    @Benchmark
    public Object decode() {
        return codec.decode(WireInput.of(bytes));
    }
}

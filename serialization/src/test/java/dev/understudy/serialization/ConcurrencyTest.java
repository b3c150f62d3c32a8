package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ConcurrencyTest {

    private static final int TASKS = 64;
    private static final int ROUNDS = 500;

    @Test
    void oneCodecServesManyThreadsWhichShareTheBytesTheyRead() throws Exception {
        var codec = Bank.registry().codec(TestRef.RESOLVER);
        var shared = new Bank.Transfer("Zürich", "plain", -1);
        var bytes = codec.encode(shared);
        var together = new CountDownLatch(TASKS);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Integer>>();
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                Callable<Integer> task = () -> {
                    together.countDown();
                    together.await();
                    int good = 0;
                    for (int round = 0; round < ROUNDS; round++) {
                        var own = new Bank.Withdraw(number, new TestRef<>("/user/" + number + "/" + round));
                        if (codec.decode(codec.encode(own)).equals(own)
                                && codec.decode(bytes).equals(shared)) {
                            good++;
                        }
                    }
                    return good;
                };
                results.add(threads.submit(task));
            }
            for (var result : results) {
                assertThat(result.get()).isEqualTo(ROUNDS);
            }
        }
    }

    @Test
    void aSerializerMayUseTheCodecThatCallsIt() {
        var inner = Bank.registry().codec();
        var codec = MessageRegistry.builder()
                .register("wrapped", Wrapped.class, new Serializer<Wrapped>() {

                    @Override
                    public void write(Wrapped value, WireOutput out) {
                        inner.encode(value.message, out);
                        out.writeValue("after");
                    }

                    @Override
                    public Wrapped read(WireInput in, int version) {
                        var message = inner.decode(in);
                        assertThat(in.readValue()).isEqualTo("after");
                        return new Wrapped(message);
                    }
                })
                .build()
                .codec();

        var arrived = (Wrapped) codec.decode(codec.encode(new Wrapped(new Bank.Paid(3))));

        assertThat(arrived.message).isEqualTo(new Bank.Paid(3));
    }

    static final class Wrapped {

        private final Object message;

        Wrapped(Object message) {
            this.message = message;
        }
    }
}

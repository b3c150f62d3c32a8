package dev.understudy.cluster.jgroups;

import org.jgroups.Message;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.PassRegularMessagesUpDirectly;

/// Passes regular messages up on the thread that reads them: on the data channel they are our bundles, which are
/// enqueued, and acknowledgements. What is out of band (views, joins and the like) may wait for something, and what a
/// member sends itself may come from a thread that holds a lock: both go to the pool as ever.
final class ReadAndPass extends PassRegularMessagesUpDirectly {
    @Override
    public boolean loopback(Message message, boolean outOfBand) {
        return super.loopback(message, true); // as out of band, which it sends to the pool
    }

    @Override
    public boolean loopback(MessageBatch batch, boolean outOfBand) {
        return super.loopback(batch, true);
    }
}

package org.gatehouse.ims.ue.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.isim.FileIsim;
import org.gatehouse.ims.ue.isim.SqnFile;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ims ue register} has to do, read and checked.
 *
 * @param config the UE, at the first of the addresses
 * @param candidates own addresses to try, in order
 * @param carriers what may carry ESP
 * @param isim what answers challenges
 * @param timeout for each procedure
 * @param refreshes re-registrations right after the registration
 * @param hold how long to stay before deregistering, or null: the binding stays
 * @param moveTo where to go on from when half of that time is over, or null
 */
record RegisterPlan(
        UeConfig config,
        List<InetAddress> candidates,
        CarrierChoice carriers,
        IsimSource isim,
        Duration timeout,
        int refreshes,
        @Nullable Duration hold,
        @Nullable InetAddress moveTo) {
    /** Where answers to challenges come from. */
    sealed interface IsimSource {
        /**
         * The ISIM, ready to be asked.
         *
         * @throws IOException if it can't be used, saying what to do
         */
        Isim open() throws IOException;

        /**
         * Keeps it from other UEs until what is returned is closed.
         *
         * @throws IOException if another UE has it, saying what to do
         */
        Closeable hold() throws IOException;

        record Soft(AkaAlgorithm algorithm, SqnFile file) implements IsimSource {
            @Override
            public Isim open() throws IOException {
                return FileIsim.open(algorithm, file);
            }

            @Override
            public Closeable hold() throws IOException {
                return file.hold();
            }
        }

        record Card(Subscription subscription) implements IsimSource {
            @Override
            public Isim open() {
                return subscription;
            }

            /** The reader sees to that. */
            @Override
            public Closeable hold() {
                return () -> {};
            }
        }
    }

    RegisterPlan {
        candidates = List.copyOf(candidates);
    }
}

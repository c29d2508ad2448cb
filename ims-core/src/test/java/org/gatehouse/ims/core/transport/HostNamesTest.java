package org.gatehouse.ims.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostNamesTest {
    private final HostNames names = new HostNames();

    @AfterEach
    void close() {
        names.close();
    }

    private Set<InetAddress> find(String host) throws Exception {
        CompletableFuture<Set<InetAddress>> found = new CompletableFuture<>();
        assertThat(names.lookUp(host, found::complete)).isTrue();
        return found.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNameHasTheAddressesThatTheHostsFileSays() throws Exception {
        assertThat(find("localhost"))
                .isNotEmpty()
                .allMatch(InetAddress::isLoopbackAddress)
                .contains(InetAddress.ofLiteral("127.0.0.1"));
    }

    @Test
    void whatIsNoNameHasNoAddress() throws Exception {
        assertThat(find("no..name")).isEmpty();
    }

    @Test
    void namesThatAreTooManyAreNotLookedUp() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(HostNames.AT_ONCE + HostNames.MOST_WAITING);
        for (int i = 0; i < HostNames.AT_ONCE + HostNames.MOST_WAITING; i++) {
            assertThat(
                            names.lookUp(
                                    "localhost",
                                    found -> {
                                        try {
                                            slow.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        answered.countDown();
                                    }))
                    .isTrue();
        }
        assertThat(names.lookUp("localhost", found -> {})).isFalse();
        slow.countDown();
        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(find("localhost")).isNotEmpty();
    }
}

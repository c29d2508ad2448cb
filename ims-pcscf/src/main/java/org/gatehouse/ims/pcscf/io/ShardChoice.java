package org.gatehouse.ims.pcscf.io;

import java.util.OptionalInt;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.pcscf.traffic.UserToken;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a message is for, where the address of a UE does not say it.
 *
 * @param shards those there are
 */
record ShardChoice(Shards shards) {
    /** A set is named after its shard. */
    int of(@Nullable SetId set) {
        return set == null ? 0 : (int) Math.floorMod(set.value(), (long) shards.count());
    }

    /** Answers go where their request left; requests of the core to the shard of their user. */
    int of(SipMessage message) {
        return message instanceof SipRequest request
                ? valid(
                        UserToken.of(request)
                                .or(() -> UserToken.ofRequestUri(request))
                                .map(UserToken::shardOf)
                                .orElseGet(OptionalInt::empty),
                        request)
                : ofOwn(message);
    }

    /** The shard whose request this is, or is answered by this. */
    int ofOwn(SipMessage message) {
        String branch = message.topVia().branch();
        return valid(
                branch == null ? OptionalInt.empty() : TransactionLayer.shardOf(branch), message);
    }

    /** A peer can write any number where a shard is to stand. */
    private int valid(OptionalInt index, SipMessage message) {
        return index.isPresent() && index.getAsInt() < shards.count()
                ? index.getAsInt()
                : shards.indexOf(message.callId());
    }
}

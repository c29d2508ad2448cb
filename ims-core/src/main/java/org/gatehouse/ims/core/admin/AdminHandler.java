package org.gatehouse.ims.core.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.gatehouse.ims.core.admin.AdminResources.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads requests of one connection and writes the answers. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    /** Seconds a resource may take to gather its value. */
    private static final int ANSWER_SECONDS = 10;

    private final AdminResources resources;

    AdminHandler(AdminResources resources) {
        this.resources = resources;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        if (request.decoderResult().isFailure()) {
            write(context, resources.error(400, "not an HTTP request"), head, false);
            return;
        }
        String path = path(request);
        if (request.method().equals(HttpMethod.POST) && resources.isAction(path)) {
            boolean loopback = isLoopback(context.channel());
            answer(context, path, () -> resources.post(path, request, loopback), head, keepAlive);
        } else if (!head && !request.method().equals(HttpMethod.GET)) {
            write(context, resources.error(405, "only GET and HEAD"), head, keepAlive);
        } else {
            answer(context, path, () -> resources.get(path), head, keepAlive);
        }
    }

    private static boolean isLoopback(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress local
                && channel.remoteAddress() instanceof InetSocketAddress remote
                && local.getAddress().isLoopbackAddress()
                && remote.getAddress().isLoopbackAddress();
    }

    private void answer(
            ChannelHandlerContext context,
            String path,
            Supplier<CompletionStage<Answer>> resource,
            boolean head,
            boolean keepAlive) {
        // With the FlowControlHandler before this one: one request at a time on a connection.
        context.channel().config().setAutoRead(false);
        var _ =
                ask(resource)
                        .toCompletableFuture()
                        .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(failure -> failed(path, failure))
                        // on the connection's own thread: on another one the next request could
                        // be let through, and answered, before this answer is written
                        .thenAcceptAsync(
                                answer -> {
                                    write(context, answer, head, keepAlive);
                                    context.channel().config().setAutoRead(true);
                                },
                                context.executor());
    }

    private static CompletionStage<Answer> ask(Supplier<CompletionStage<Answer>> resource) {
        try {
            return resource.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Answer failed(String path, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return resources.error(503, "the daemon did not answer in time");
        }
        LOG.error("admin request failed path={}", path, failure);
        return resources.error(500, "internal error");
    }

    private static String path(FullHttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    private static void write(
            ChannelHandlerContext context, Answer answer, boolean head, boolean keepAlive) {
        byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        if (answer.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.debug("admin connection failed", cause);
        }
        var _ = context.close();
    }
}

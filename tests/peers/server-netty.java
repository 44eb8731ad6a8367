// SPDX-License-Identifier: GPL-3.0-or-later
// Netty as an echo server, in Java: java -cp netty-all.jar server-netty.java [deflate].
// It prints as harness.py says.
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.net.InetSocketAddress;

public class Server {
    private static final int MAX_SIZE = 16 * 1024 * 1024;

    private static class Witness extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof CloseWebSocketFrame close)
                System.out.println("close " + (close.statusCode() < 0 ? 1005 : close.statusCode()) + " "
                        + close.reasonText());
            context.fireChannelRead(message);
        }
    }

    private static class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete)
                System.out.println("open");
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            context.writeAndFlush(frame.retain());
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean deflates = arguments.length > 0;
        Channel listener = new ServerBootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536));
                        if (deflates)
                            channel.pipeline().addLast(new WebSocketServerCompressionHandler());
                        channel.pipeline().addLast(
                                new Witness(),
                                new WebSocketServerProtocolHandler("/", null, true, MAX_SIZE),
                                new WebSocketFrameAggregator(MAX_SIZE),
                                new Echo());
                    }
                })
                .bind("127.0.0.1", 0).sync().channel();

        System.out.println("ws://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + "/");
    }
}

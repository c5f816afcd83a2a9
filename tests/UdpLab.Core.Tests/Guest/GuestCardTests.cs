using UdpLab.Wire;

namespace UdpLab.Core.Tests.Guest;

/// <summary>What QEMU is told of a guest's card.</summary>
public class GuestCardTests
{
    [Fact]
    public void SeveralQueuesTakeATapOfTheirOwn()
    {
        GuestCard card = new("virtio-net-pci", "/tmp/cable", 1) { Queues = 4, Beside = "4711" };
        Assert.Equal([GuestWords.TapOption, "card1", "4711"], card.LauncherArguments);
        Assert.Equal("tap,id=card,ifname=card1,script=no,downscript=no,queues=4,vhost=off", card.Arguments[1]);
        Assert.EndsWith(",mq=on,vectors=10,rss=on,hash=on", card.Arguments[3], StringComparison.Ordinal);
    }

    [Fact]
    public void OneQueueTakesNone()
    {
        GuestCard card = new("e1000e", "/tmp/cable", 0);
        Assert.Empty(card.LauncherArguments);
        Assert.Equal("dgram,id=card,local.type=unix,local.path=/tmp/cable/0,remote.type=unix,remote.path=/tmp/cable/1", card.Arguments[1]);
        Assert.DoesNotContain(card.Arguments, a => a.Contains("mq=", StringComparison.Ordinal));
    }
}

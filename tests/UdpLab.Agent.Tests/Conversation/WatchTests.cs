namespace UdpLab.Agent.Tests;

/// <summary>When an agent considers its connection dead, with a clock that the test moves.</summary>
public sealed class WatchTests
{
    private const double Tick = 0.1;

    private readonly Watch _watch;
    private long _now = 1_000_000_000_000;
    private int _begun;
    private int _left;
    private string _why = "";

    public WatchTests() => _watch = new Watch(() => _now, _ => _begun++, why => (_left, _why) = (_left + 1, why));

    [Fact]
    public void ItBeginsWithTheFirstSignOfLifeAndOnce()
    {
        _watch.Heard();
        Assert.Equal(0, _begun);
        _watch.Expect(TimeSpan.FromSeconds(5));
        _watch.Expect(TimeSpan.FromSeconds(1.5));
        Assert.Equal(1, _begun);
    }

    [Fact]
    public void SilenceLongerThanItsPatienceEndsIt()
    {
        Begin(1.5);
        Pass(1.5);
        Assert.Equal(0, _left);
        Pass(Tick);
        Assert.Equal(1, _left);
        Assert.Equal("nothing was heard from the controller for 1.5 s: it is too busy to send, or the connection is dead", _why);
    }

    [Fact]
    public void EveryLineIsASignOfLife()
    {
        Begin(1.5);
        for (int i = 0; i < 10; i++)
        {
            Pass(1.4);
            _watch.Heard();
        }

        Assert.Equal(0, _left);
        Pass(1.6);
        Assert.Equal(1, _left);
    }

    [Fact]
    public void PatienceCanBeChanged()
    {
        Begin(5);
        Pass(3);
        Assert.Equal(0, _left);
        _watch.Expect(TimeSpan.FromSeconds(1.5));
        Pass(Tick);
        Assert.Equal(1, _left);
    }

    [Fact]
    public void WhoWasStoppedHasNotListened()
    {
        Begin(1.5);
        Pass(1.4);

        // After an hour in a debugger, a paused guest, or a sleeping laptop, the controller gets its patience again.
        _now += 3_600_000_000_000;
        _watch.Look();
        Assert.Equal(0, _left);
        Pass(1.5);
        Assert.Equal(0, _left);
        Pass(Tick);
        Assert.Equal(1, _left);
    }

    [Fact]
    public void ALookThatIsALittleLateIsNoExcuse()
    {
        Begin(1.5);
        for (int i = 0; i < 4; i++)
        {
            _now += 400_000_000;
            _watch.Look();
        }

        Assert.Equal(1, _left);
    }

    private void Begin(double patience)
    {
        _watch.Heard();
        _watch.Expect(TimeSpan.FromSeconds(patience));
    }

    private void Pass(double seconds)
    {
        for (int i = 0; i < (int)Math.Round(seconds / Tick); i++)
        {
            _now += (long)Watch.Tick.TotalNanoseconds;
            _watch.Look();
        }
    }
}

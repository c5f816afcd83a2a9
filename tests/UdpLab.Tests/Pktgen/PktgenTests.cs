namespace UdpLab.Tests.Pktgen;

/// <summary>The real module in guests, part by part. One class, since to connect to emulated guests takes ten seconds of a CPU.</summary>
[Collection(Machine.Name)]
[Trait("Needs", "Guests")]
public sealed partial class PktgenTests(PktgenFixture lab) : IClassFixture<PktgenFixture>, IDisposable
{
    // Removes an interface that the test has added.
    private string? _leftovers;

    public void Dispose()
    {
        lab.Clean();
        if (_leftovers is not null)
        {
            lab.Guests.Run("gen", _leftovers);
        }
    }
}

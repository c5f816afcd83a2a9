[assembly: AssemblyFixture(typeof(UdpLab.Tests.SharedGuests))]

namespace UdpLab.Tests;

/// <summary>Guests for all the tests that need machines of their own: booted for the first, ended after the last.</summary>
public sealed class SharedGuests : IDisposable
{
    private readonly Lazy<Guests> _pair = new(() => new Guests()), _cards = new(() => new Guests("cards"));

    /// <summary>The pair; a test leaves it as it found it.</summary>
    public Guests Pair => _pair.Value;

    /// <summary>The one with several cards; a test leaves it as it found it.</summary>
    public Guests Cards => _cards.Value;

    public void Dispose()
    {
        foreach (Lazy<Guests> guests in new[] { _pair, _cards }.Where(g => g.IsValueCreated))
        {
            guests.Value.Dispose();
        }
    }
}

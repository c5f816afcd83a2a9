[assembly: AssemblyFixture(typeof(UdpLab.Tests.SharedGuests))]

namespace UdpLab.Tests;

/// <summary>One pair of guests for all the tests that need machines of their own: booted for the first, ended after the last.</summary>
public sealed class SharedGuests : IDisposable
{
    private readonly Lazy<Guests> _pair = new(() => new Guests());

    /// <summary>The pair; a test leaves it as it found it.</summary>
    public Guests Pair => _pair.Value;

    public void Dispose()
    {
        if (_pair.IsValueCreated)
        {
            _pair.Value.Dispose();
        }
    }
}

[assembly: AssemblyFixture(typeof(UdpLab.Tests.SharedGuests))]

namespace UdpLab.Tests;

/// <summary>One pair of guests for all tests that need their own machines: booted for the first, stopped after the last.</summary>
public sealed class SharedGuests : IDisposable
{
    private readonly Lazy<Guests> _pair = new(() => new Guests());

    /// <summary>The pair; each test leaves it as it found it.</summary>
    public Guests Pair => _pair.Value;

    public void Dispose()
    {
        if (_pair.IsValueCreated)
        {
            _pair.Value.Dispose();
        }
    }
}

using System.Globalization;
using System.Net.NetworkInformation;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Checks a request's fields. Errors name a field by its cmdlet parameter or, without one, by its name on the wire (lower case).</summary>
internal static class Fields
{
    /// <summary>The longest duration of a flood, a sink or a capture, in seconds: a day.</summary>
    public const double LongestSeconds = 86_400;

    private const int LongestInterfaceName = 127, MacLength = 6;

    /// <summary>A number within bounds; null is accepted.</summary>
    public static void Within(string field, long? value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw AgentException.Wrong(field, value, string.Create(CultureInfo.InvariantCulture, $"give {least} to {most}"));
        }
    }

    /// <inheritdoc cref="Within(string, long?, long, long)"/>
    public static void Within(string field, double? value, double least, double most)
    {
        // Written so that NaN is rejected too.
        if (value is { } number && !(number >= least && number <= most))
        {
            throw AgentException.Wrong(field, number, string.Create(CultureInfo.InvariantCulture, $"give {least} to {most}"));
        }
    }

    /// <summary>Limits the length of a list.</summary>
    public static void AtMost<T>(string field, T[] list, int most)
    {
        if (list.Length > most)
        {
            throw AgentException.Wrong(field, $"with {list.Length} elements", string.Create(CultureInfo.InvariantCulture, $"give at most {most}"));
        }
    }

    /// <summary>A value of an enumeration: on the wire it may come as a number.</summary>
    public static void Known<T>(string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw AgentException.Wrong(field, value, $"use one of {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    /// <summary>A possible interface name (dev_valid_name of net/core/dev.c) or altname (ALTIFNAMSIZ); null is accepted.</summary>
    public static void Interface(string field, string? name)
    {
        if (name is not null && (name.Length is 0 or > LongestInterfaceName || name is "." or ".." || name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c))))
        {
            throw AgentException.Wrong(field, name, $"an interface's name is 1 to {LongestInterfaceName} characters without spaces, slashes and colons");
        }
    }

    /// <summary>A complete address, four decimal numbers or IPv6; null is accepted.</summary>
    public static void Address(string field, string? text)
    {
        if (text is not null && !AddressText.TryParse(text, out _))
        {
            throw AgentException.Wrong(field, text, "not an IP address: " + AddressText.Wanted);
        }
    }

    /// <summary>An Ethernet address; null is accepted.</summary>
    public static void Mac(string field, string? text)
    {
        if (text is not null && !(PhysicalAddress.TryParse(text, out PhysicalAddress? mac) && mac.GetAddressBytes().Length == MacLength))
        {
            throw AgentException.Wrong(field, text, "give an Ethernet address such as 02:00:00:00:00:01");
        }
    }

    /// <summary>A text of at most this length, without control characters; null is accepted.</summary>
    public static void Text(string field, string? text, int longest, bool mayBeEmpty = false, bool mayHaveLines = false)
    {
        if (text is not null && ((text.Length == 0 && !mayBeEmpty) || text.Length > longest || text.Any(c => mayHaveLines ? c == '\0' : char.IsControl(c))))
        {
            throw AgentException.Wrong(field, text, $"{(mayBeEmpty ? 0 : 1)} to {longest} characters{(mayHaveLines ? "" : " of one line")} will do");
        }
    }
}

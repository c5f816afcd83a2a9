using UdpLab.Wire;

namespace UdpLab;

/// <summary>Puts values into lines for a POSIX shell; nothing else may.</summary>
internal static class ShellQuote
{
    /// <summary>The value as one word that the shell does not look into.</summary>
    public static string Quote(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
            {
                throw Refuse(value, $"the control character U+{(int)value[i]:X4}");
            }

            // A lone surrogate would reach the host as another character.
            if (char.IsSurrogate(value[i]) && !(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[++i])))
            {
                throw Refuse(value, "half a character");
            }
        }

        return "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static LabException Refuse(string value, string what) => new(
        FailureCode.InvalidArgument,
        $"'{string.Concat(value.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}' has {what} in it: that cannot be part of a command for a host.");
}

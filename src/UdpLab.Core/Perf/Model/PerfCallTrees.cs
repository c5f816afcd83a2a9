using System.IO.Enumeration;

namespace UdpLab;

/// <summary>Trees that start at a function: of its callers or its callees.</summary>
internal static class PerfCallTrees
{
    public static PerfCallNode Callers(PerfProfileBuilder samples, string name, Whole whole) =>
        Tree(samples, name, whole, (tokens, isMatch) =>
        {
            int at = tokens.FindLastIndex(t => isMatch[t]);
            if (at > 0)
            {
                tokens.RemoveRange(at + 1, tokens.Count - at - 1);
                tokens.Reverse();
            }

            return at > 0;
        });

    public static PerfCallNode Callees(PerfProfileBuilder samples, string name, Whole whole) =>
        Tree(samples, name, whole, (tokens, isMatch) =>
        {
            int at = tokens.FindIndex(1, t => isMatch[t]);
            if (at > 0)
            {
                tokens.RemoveRange(0, at);
            }

            return at > 0;
        });

    private static PerfCallNode Tree(PerfProfileBuilder samples, string name, Whole whole, Func<List<int>, bool[], bool> cut)
    {
        bool[] isMatch = [.. Enumerable.Range(0, samples.Frames.Count).Select(t => samples.Frames[t].Path.Length > 0 && FileSystemName.MatchesSimpleExpression(name, samples.Frames[t].Name, ignoreCase: false))];
        StackArena found = new();
        List<int> tokens = [];
        byte[] chain = new byte[StackArena.LongestChain];
        for (int i = 0; i < samples.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = samples.Stacks[i];
            tokens.Clear();
            while (!rest.IsEmpty)
            {
                tokens.Add(StackArena.Read(ref rest));
            }

            if (cut(tokens, isMatch))
            {
                int length = 0;
                foreach (int token in tokens)
                {
                    length += StackArena.Write(chain.AsSpan(length), token);
                }

                found.Add(chain.AsSpan(0, length), samples.Stacks.Samples(i), samples.Stacks.Period(i));
            }
        }

        return new PerfCallNode(new StackSet(samples.Frames, found, whole));
    }
}

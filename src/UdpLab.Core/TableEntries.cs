using System.Collections;

namespace UdpLab;

/// <summary>The entries of a table, whatever its type: a generic Dictionary enumerates them as pairs of its own types, which are no DictionaryEntry.</summary>
internal static class TableEntries
{
    public static IEnumerable<DictionaryEntry> Entries(this IDictionary table)
    {
        IDictionaryEnumerator all = table.GetEnumerator();
        while (all.MoveNext())
        {
            yield return all.Entry;
        }
    }
}

import type { Chance } from "./Chance.ts"

/** First names and family names, the most frequent first, of some of those who call a European contact centre. */
interface Culture {
  readonly share: number
  readonly first: ReadonlyArray<string>
  readonly last: ReadonlyArray<string>
  /** Parts of the many family names that few people carry. */
  readonly stems: ReadonlyArray<string>
  readonly ends: ReadonlyArray<string>
}

const words = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

const cultures: ReadonlyArray<Culture> = [
  {
    share: 0.34,
    first: words(`David John Michael Sarah James Emma Paul Susan Robert Mary William Elizabeth Andrew Margaret Thomas
      Laura Richard Helen Daniel Karen Christopher Patricia Mark Jennifer Joseph Linda Matthew Rebecca George Alice
      Edward Victoria Charles Catherine Stephen Anna Peter Jessica Kevin Rachel Samuel Hannah Benjamin Charlotte`),
    last: words(`Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White
      Roberts Green Hall Wood Jackson Clarke Harris Lewis Turner Hill Cooper Ward Morris Moore Clark Baker King Allen`),
    stems: words("Ash Black Brad Cran Dal Eller Fair Green Hal Hart Kirk Lang Mar North Oak Pem Rad Stan Thorn Whit"),
    ends: words("ley ton ford well wood man worth field by ham combe more stone bridge bury"),
  },
  {
    share: 0.26,
    first: words(`Thomas Michael Andreas Peter Sabine Petra Stefan Claudia Christian Susanne Martin Monika Frank Andrea
      Markus Karin Jürgen Birgit Alexander Ursula Klaus Katharina Wolfgang Julia Matthias Anna Sebastian Stefanie Jan
      Nicole Tobias Heike Florian Anja Daniel Ute Uwe Renate Bernd Lena`),
    last: words(`Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter
      Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Maier`),
    stems: words("Alten Birk Dorn Eich Falken Grün Hagen Kalten Linden Mühl Nieder Ober Rosen Stein Sonnen Wald Weiß"),
    ends: words("bach berg mann hauser dorfer meier feld hofer thal reuter brink born"),
  },
  {
    share: 0.12,
    first: words(`María Carmen José Antonio Manuel Francisco Ana Juan Laura David Isabel Javier Cristina Daniel Marta
      Carlos Lucía Jesús Elena Alejandro Pilar Miguel Rosa Rafael Sara Pedro Paula Pablo Raquel Sergio`),
    last: words(`García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández
      Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos`),
    stems: words("Are Bar Cas Esc Fon Gar Herr Iba Mont Oro Pen Riv Sal Torr Val Zab"),
    ends: words("ellano eda alba uero ández osa ales illa anco ajos"),
  },
  {
    share: 0.1,
    first: words(`Mehmet Fatma Mustafa Ayşe Ahmet Emine Ali Hatice Hüseyin Zeynep Hasan Elif İbrahim Meryem Murat Özlem
      Yusuf Sevgi Ömer Leyla Emre Derya Kemal Gül Can Selin`),
    last: words(`Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara
      Koç Kurt Özkan Şimşek`),
    stems: words("Ak Bal Boz Can Dağ Er Gök Gün Kal Öz Sarı Taş Tek Uz Yal"),
    ends: words("soy kan demir taş bulut türk oğlu er han çı"),
  },
  {
    share: 0.1,
    first: words(`Piotr Anna Krzysztof Maria Andrzej Katarzyna Tomasz Małgorzata Jan Agnieszka Paweł Barbara Michał Ewa
      Marcin Krystyna Elena Dmitri Olga Sergei Natalia Ivan Tatiana Alexei Irina Oksana`),
    last: words(`Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski
      Ivanov Petrov Kozlov Novak Popov Volkov Sokolov Morozov`),
    stems: words("Bor Czar Dob Gra Jab Kal Lis Mal Ost Paw Rad Sob Tar Wal Zab"),
    ends: words("owski ecki enko iński czyk ovic arek icz nik"),
  },
  {
    share: 0.08,
    first: words(`Wei Fang Jing Li Min Yan Hui Lei Xin Mohammed Amit Priya Rahul Anjali Sanjay Deepa Vijay Sunita Arjun
      Kavita Fatima Omar Aisha Yusuf`),
    last: words("Wang Li Zhang Liu Chen Yang Huang Patel Singh Kumar Sharma Khan Ali Gupta Hussain Ahmed Wu Zhou Das"),
    stems: words("Bha Cha Desh Gan Iyen Kri Mal Nar Pra Ram Sri Ven"),
    ends: words("dari kumar nathan pande gar mukh waran deva raj"),
  },
]

const nicknames: Readonly<Record<string, ReadonlyArray<string>>> = {
  William: ["Bill", "Will"],
  Robert: ["Bob", "Rob"],
  Richard: ["Dick", "Rick"],
  Elizabeth: ["Liz", "Beth"],
  Margaret: ["Peggy", "Maggie"],
  Michael: ["Mike"],
  James: ["Jim"],
  Christopher: ["Chris"],
  Jennifer: ["Jenny"],
  Katharina: ["Kathi"],
  Alexander: ["Alex", "Sascha"],
  Sebastian: ["Basti"],
  Wolfgang: ["Wolf"],
  Francisco: ["Paco"],
  José: ["Pepe"],
  Katarzyna: ["Kasia"],
  Małgorzata: ["Gosia"],
}

const nameOfFew = (by: Chance, { stems, ends }: Culture): string => `${by.pick(stems)}${by.pick(ends)}`

export interface Names {
  readonly first: string
  readonly last: string
  /** What else they call themselves; the first name where nothing. */
  readonly short: string
  /** Somebody else's family name of the same culture. */
  readonly other: string
}

export const names = (by: Chance): Names => {
  const culture = by.pickBy(cultures, ({ share }) => share)
  const last = () => (by.happens(0.45) ? by.pickEarly(culture.last) : nameOfFew(by, culture))
  const first = by.pickEarly(culture.first)
  return { first, last: last(), short: by.pick(nicknames[first] ?? [first]), other: last() }
}

/** One slip of the finger: two letters swapped, one left out, doubled, or another in its place. */
export const mistyped = (by: Chance, text: string): string => {
  const at = by.below(Math.max(1, text.length - 1))
  const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
  return by.pick([
    before + after.charAt(0) + here + after.slice(1),
    before + after,
    before + here + here + after,
    before + (/\d/.test(here) ? by.digits(1) : by.pick([..."aeinrst"])) + after,
  ])
}
